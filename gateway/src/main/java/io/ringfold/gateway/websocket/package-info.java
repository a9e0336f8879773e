/**
 * {@code GET /ws}: the handshake, the frames of each connection, and what is sent to whom.
 *
 * <pre>
 *   frames ─► FrameSocket ─► Connection ─► engine.publish          I/O thread of the connection
 *   outcomes ─► Connection.reply ─► Outbox                           replying thread, first
 *           └─► updates.UpdateHub ─► the Outbox of each subscriber   replying thread, then
 *   journal ─► updates.UpdateHub ─► the Outbox of who is behind      catch-up threads
 *   results ─► Connection ─► Outbox                                  query threads
 *   Outbox ─► frames                                                 I/O thread of the connection
 * </pre>
 *
 * <p>Nothing here waits: what cannot be taken now is answered {@code busy}, what cannot be sent now
 * stays in a bounded {@code Outbox}.
 */
package io.ringfold.gateway.websocket;
