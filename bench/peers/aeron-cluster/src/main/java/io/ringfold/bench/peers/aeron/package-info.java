/**
 * Aeron Cluster of one node as a peer, its client in the same process.
 *
 * <pre>
 *   AeronClusterPeer ──ingress──► consensus module ──log──► archive, forced
 *        ▲                                                    │ recorded so far
 *        └───────────────egress── BankService ◄───committed───┘
 * </pre>
 */
package io.ringfold.bench.peers.aeron;
