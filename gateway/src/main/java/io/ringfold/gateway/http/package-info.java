/**
 * The HTTP calls beside {@code /ws}: queries, health, readiness, and how errors look (RFC 9457).
 * Handlers run on I/O threads and never block; results come from query threads.
 *
 * <pre>
 *   Accept       ─► Negotiation.answer ─► Representation: JSON, EDN, TRANSIT or HTML    else 406
 *   Content-Type ─► Negotiation.body                                                    else 415
 *   body         ─► RequestBody.read ─► plain values, also of a form                    else 400, 413
 *   ContentWriter ─► Reply.of(status, content).header(…).title(…).send(exchange)
 *   Problem.of(code, detail).send(exchange), ProblemException
 * </pre>
 *
 * <p>A body is described once, by calls on a {@link io.ringfold.gateway.format.ValueWriter}; {@link
 * io.ringfold.gateway.http.Reply} writes it as the client wants it. Where that happens on another
 * thread than the exchange's, {@link io.ringfold.gateway.http.Representation#encode} gives the body
 * there, and {@code Reply.of(status, body)} sends it.
 */
package io.ringfold.gateway.http;
