/** What the engine leaves to the garbage collector: a row, counted by the JVM itself. */
package io.ringfold.bench.garbage;
