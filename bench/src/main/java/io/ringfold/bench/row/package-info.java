/**
 * The rows of the table of what fast means: one class a row, each measuring its subject and its
 * yardstick in turn. {@link io.ringfold.bench.row.Row} is the shape of all, {@link
 * io.ringfold.bench.row.Rows} lists them.
 */
package io.ringfold.bench.row;
