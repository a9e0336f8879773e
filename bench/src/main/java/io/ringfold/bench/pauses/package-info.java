/** Whether anybody who waits for an acknowledgement notices that a snapshot is taken: a row. */
package io.ringfold.bench.pauses;
