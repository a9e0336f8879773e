/**
 * A server to be measured, seen from outside: started and stopped as an operator does, its CPU,
 * memory, threads and files as the system counts them, its heap as its JVM does. Knows nothing of
 * what is measured.
 */
package io.ringfold.bench.server;
