/**
 * The server: settings, start and stop, and what connects sockets with the engine.
 *
 * <pre>
 *   GatewayMain ─► GatewayConfig ─► Gateway ─┬─► websocket   GET /ws: connections, outboxes
 *                                            ├─► http        queries, server-sent events, health
 *                                            ├─► updates     who sees which event, live or late
 *                                            ├─► access      who asks, and what they may do
 *                                            ├─► format      text to messages, messages to text
 *                                            ├─► limits      what one client may take
 *                                            └─► metrics     what is counted
 * </pre>
 *
 * <p>PrepareMain rehearses such a start, so that the JVM can keep the classes of it.
 *
 * <p>Everything that clients may rely on is written in docs/protocol.md. Journal files and ring
 * slots may not come in here: commands go to {@link io.ringfold.engine.Engine#publish}, outcomes
 * come back through its listeners.
 */
package io.ringfold.gateway;
