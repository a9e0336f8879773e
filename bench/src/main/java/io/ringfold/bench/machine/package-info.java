/**
 * What a measurement was made on, for its report. Knows nothing of what is measured: both the rows
 * and the load rig print it.
 */
package io.ringfold.bench.machine;
