/**
 * Runs what is measured in a JVM of its own and takes in what it says: one line {@code RESULT
 * {json}}. So subject and yardstick never share a heap, compiled code or a class path, and a peer
 * may be built from other libraries.
 */
package io.ringfold.bench.process;
