/**
 * What a long history costs: how soon a journal is recovered, a server is back, and a past state is
 * at hand.
 *
 * <pre>
 *   {@link io.ringfold.bench.history.History}        a data directory of so many events, made once, kept beside the results
 *        │ made by HistoryMain, read by
 *        ├─► RecoverMain, ScanMain   {@link io.ringfold.bench.history.RestartRow}, {@link io.ringfold.bench.history.JournalLengthRow}
 *        ├─► the server's own main   {@link io.ringfold.bench.history.ServerStartRow}
 *        └─► PastMain                {@link io.ringfold.bench.history.PastRow}
 * </pre>
 *
 * <p>Whoever reads a history checks that it came out as it went in: sequence, total, balances.
 */
package io.ringfold.bench.history;
