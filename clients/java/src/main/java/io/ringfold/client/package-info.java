/**
 * A client for Ringfold's WebSocket: commands go out with an identity that survives resending,
 * acknowledgements, results and updates come back, a cut connection is made again.
 *
 * <pre>
 *  callers ─► RingfoldClient ─► Window ─► Outbox ─► Connection ─► server
 *  answers, updates ◄────────── Window ◄─ Inbox ◄── Connection ◄─ server
 *             Reconnector: makes the connection, again after each cut
 *             KeepAlive: notices one that died without a word
 * </pre>
 *
 * <p>Start at {@link io.ringfold.client.RingfoldClient}, which puts the parts together; the rules
 * for threads and locks stand in {@code ClientThreads} and hold for all of them. The wire is that
 * of docs/protocol.md in its JSON form; {@code Wire} is the one class that knows it. The engine,
 * the gateway and their types may not come in here: a client lives in other people's programs and
 * brings Jackson along, nothing more.
 */
package io.ringfold.client;
