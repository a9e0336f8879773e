/**
 * Streams of updates: who sees which event, from which sequence on, without a hole or a repeat. The
 * same for WebSocket and server-sent events, which bring an {@code UpdateSink} each.
 *
 * <pre>
 *   outcomes ─► UpdateHub ─► the sink of each live stream           replying thread
 *                  ▲  └─► RecentUpdates                             only while somebody comes near
 *       step, or live
 *                  │
 *   journal ─► CatchUp ─► the sink of a stream that is behind       catch-up threads
 * </pre>
 *
 * <p>A stream that is behind reads the journal off the ring, as fast as its sink has room and no
 * faster. What is newest when it comes near is kept for it in memory, so that it closes the last
 * distance at once, however fast commands flow. It becomes live under the lock that publication
 * takes too, at the sequence that was published last: nothing lies between, nothing comes twice.
 *
 * <p>No socket, no frame and no HTTP may come in here, and no file of the journal: the engine's
 * {@code EventFollower} reads.
 */
package io.ringfold.gateway.updates;
