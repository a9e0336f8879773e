/**
 * What fast means, measured: each row beside its yardstick, in one run, on the same disk.
 *
 * <pre>
 *   {@link io.ringfold.bench.BenchMain}   chooses rows, keeps what they measured
 *     {@link io.ringfold.bench.table}       which rows there are
 *     {@link io.ringfold.bench.row}         what a row is
 *       transfers, peers, wire, garbage, history, pauses, growth   the rows, by what belongs together
 *         {@link io.ringfold.bench.process}   JVMs of their own, in which everything is measured
 *     {@link io.ringfold.bench.result}      figures with their conditions: CSV, histograms, pictures
 *     {@link io.ringfold.bench.page}        the page of published figures, made from the CSV files
 *   {@link io.ringfold.bench.load}        puts a running server under load, from outside
 *   {@link io.ringfold.bench.soak}        puts a server of its own under load, for long
 * </pre>
 *
 * <p>This module may look at everything; nothing may look at it. Nothing in it is measured with its
 * checks left out.
 */
package io.ringfold.bench;
