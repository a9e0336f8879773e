/**
 * Bank transfers beside the peers: Aeron Cluster, exchange-core, Prevayler and Reveno.
 *
 * <pre>
 *   PeersRow ──► Subject.RINGFOLD   TransfersMain on this class path ─┐
 *           └──► Subject.…          bench/peers/…/target/lib, its own ─┴──► a line RESULT {json}
 * </pre>
 *
 * <p>Every subject runs in a process of its own. No peer's class may come in here.
 */
package io.ringfold.bench.peers;
