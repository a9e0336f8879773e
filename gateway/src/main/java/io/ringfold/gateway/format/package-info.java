/**
 * The formats of the wire, JSON, EDN and transit: text to messages, messages to text. Nothing of
 * sockets, HTTP or the pipeline may come in here.
 *
 * <pre>
 *   frame ─► MessageReader ─► CommandMessage, QueryMessage          Format.newMessageReader()
 *   body  ─► Format.readObject ─► plain values ─► Envelopes         Format.read, Format.readObject
 *
 *   MessageWriter ──► ValueWriter ──► bytes                         JSON, EDN or transit
 *   (each message     (what the formats
 *    described once)   do differently)
 * </pre>
 *
 * <p>Reading gives plain values, see {@link io.ringfold.gateway.format.Format#read}, bounded in
 * depth and in the length of numbers whatever library reads them. Writing goes through {@link
 * io.ringfold.gateway.format.ValueWriter}: a message or body is a sequence of calls on it, and any
 * value of a domain is written there by {@link io.ringfold.engine.shape.Values#walk}; an event
 * always by {@link io.ringfold.gateway.format.EventWriter}. {@link
 * io.ringfold.gateway.format.MessageWriter} keeps the memory, and writes anything else that is
 * handed to it as a {@link io.ringfold.gateway.format.ContentWriter}:
 *
 * <pre>{@code
 * static final Word STATUS = Word.of("status");
 *
 * MessageWriter writer = MessageWriter.ofThread(Format.EDN);
 * writer.write(limit, out -> {
 *   out.beginObject();
 *   out.field(STATUS);
 *   out.string("accepted");
 *   out.endObject();
 * });
 * send(writer.bytes(), writer.length());
 * }</pre>
 */
package io.ringfold.gateway.format;
