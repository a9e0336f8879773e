/**
 * What a row of the table of what fast means is: a class that measures its subject and its
 * yardstick in turn, under the conditions of {@link io.ringfold.bench.row.RowContext}. Which there
 * are is not known here.
 */
package io.ringfold.bench.row;
