/** Which rows there are, in the order of the table of what fast means. */
package io.ringfold.bench.table;
