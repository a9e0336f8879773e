/**
 * What loads a peer with bank transfers and checks what it did; the same for each.
 *
 * <pre>
 *   PeerMain ──► PeerRun, one client thread ──► Peer.offer ──► the peer's own threads
 *                   ▲                                             │
 *                   └──────────── Completions ◄───────────────────┘
 * </pre>
 *
 * <p>A peer's module has its {@link io.ringfold.bench.peers.harness.Peer} and nothing else. Nothing
 * of Ringfold may come in here, and nothing of a peer: their libraries would meet.
 */
package io.ringfold.bench.peers.harness;
