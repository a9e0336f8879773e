package io.ringfold.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;

/** The protocol's JSON form: messages out as text, messages in as values. Thread-safe. */
final class Wire {
  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE).build();

  private Wire() {}

  /**
   * {@code ["cmd", client-id, client-seq, {...}]}.
   *
   * @throws IllegalArgumentException where data or meta cannot be written as JSON
   */
  static String command(String clientId, long clientSeq, Command command) {
    return text(
        "command " + command.name(),
        out -> {
          out.writeString("cmd");
          out.writeString(clientId);
          out.writeNumber(clientSeq);
          out.writeStartObject();
          out.writeStringField("name", command.name());
          out.writePOJOField("data", command.data());
          if (command.uuid() != null) {
            out.writeStringField("uuid", command.uuid().toString());
          }
          if (command.meta() != null) {
            out.writePOJOField("meta", command.meta());
          }
          if (command.expectedSeq() != null) {
            out.writeNumberField("expected-seq", command.expectedSeq());
          }
          out.writeEndObject();
        });
  }

  /** {@code ["query", query-id, {...}]}; errors as in {@link #command}. */
  static String query(String queryId, Query query) {
    return text(
        "query " + query.name(),
        out -> {
          out.writeString("query");
          out.writeString(queryId);
          out.writeStartObject();
          out.writeStringField("name", query.name());
          out.writePOJOField("data", query.data());
          if (query.asOf() != null) {
            out.writePOJOField("as-of", query.asOf());
          }
          if (query.minSeq() != null) {
            out.writeNumberField("min-seq", query.minSeq());
          }
          out.writeEndObject();
        });
  }

  /** A frame's text: a message, or an array of messages. */
  static JsonNode parse(String frame) throws JsonProcessingException {
    JsonNode parsed = JSON.readTree(frame);
    if (!parsed.isArray()) {
      throw new ProtocolViolation("not an array");
    }
    return parsed;
  }

  /** Whether a parsed frame is one message and not an array of messages. */
  static boolean isOneMessage(JsonNode frame) {
    return frame.path(0).isTextual();
  }

  /** The facts of {@code ["cmd-ack", …, {facts}]}. */
  static Ack ack(JsonNode facts) {
    return new Ack(
        UUID.fromString(required(facts, "uuid").textValue()),
        required(facts, "seq").longValue(),
        required(facts, "durability").textValue(),
        facts.path("duplicate").booleanValue());
  }

  /** What an {@code error} or {@code query-error} says. */
  static RingfoldException error(JsonNode code, JsonNode facts) {
    StringBuilder message = new StringBuilder(facts.path("message").asText());
    if (!facts.path("details").isMissingNode()) {
      message.append(' ').append(facts.path("details"));
    }
    return new RingfoldException(
        code.asText(),
        message.toString(),
        facts.path("seq").longValue(),
        facts.path("duplicate").booleanValue(),
        null);
  }

  /** The facts of {@code ["result", …, {facts}]}. */
  static Result result(JsonNode facts) {
    JsonNode result = facts.path("result");
    return new Result(
        required(facts, "basis").longValue(),
        result.isMissingNode() ? NullNode.getInstance() : result);
  }

  /** {@code ["update", client-id, client-seq, {event}]}. */
  static Update update(JsonNode message) {
    JsonNode event = message.path(3);
    JsonNode meta = event.path("meta");
    return new Update(
        message.path(1).textValue(),
        message.path(2).isNumber() ? message.path(2).longValue() : null,
        UUID.fromString(required(event, "uuid").textValue()),
        required(event, "name").textValue(),
        required(event, "data"),
        meta.isMissingNode() ? NullNode.getInstance() : meta,
        required(event, "seq").longValue(),
        required(event, "index").intValue(),
        required(event, "of").intValue(),
        UUID.fromString(required(event, "command-uuid").textValue()),
        Instant.parse(required(event, "timestamp").textValue()),
        event.path("user").textValue());
  }

  static JsonNode required(JsonNode object, String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw new ProtocolViolation("\"" + field + "\" is missing in " + object);
    }
    return value;
  }

  /** What the server sent is not what the protocol says. */
  static final class ProtocolViolation extends RuntimeException {
    ProtocolViolation(String message) {
      super(message);
    }
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(JsonGenerator out) throws IOException;
  }

  private static String text(String what, Content content) {
    StringWriter writer = new StringWriter(192);
    try (JsonGenerator out = JSON.createGenerator(writer)) {
      out.writeStartArray();
      content.writeTo(out);
      out.writeEndArray();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          what + " cannot be written as JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }
}
