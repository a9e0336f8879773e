/**
 * Bank transfers beside the peers: Aeron Cluster, exchange-core, Prevayler and Reveno.
 *
 * <pre>
 *   PeersRow ──► TransfersMain, on this class path            ─┐
 *           └──► bench/peers/…/target/lib, each with its own   ─┴──► a line RESULT {json}
 * </pre>
 *
 * <p>Every subject runs in a process of its own. No peer's class may come in here.
 */
package io.ringfold.bench.peers;
