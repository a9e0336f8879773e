package io.ringfold.gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.shape.FieldError;
import io.ringfold.engine.shape.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Writes the messages of the subprotocol {@code ringfold.json} and the bodies of HTTP answers, each
 * over the last one in the same memory: {@link #bytes} and {@link #length} are valid until the next
 * call.
 *
 * <p>Not thread-safe; {@link #ofThread} gives each thread its own.
 */
public final class MessageWriter {

  /** A piece of a message that is written through the value's own walk. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator generator) throws IOException;
  }

  private static final ThreadLocal<MessageWriter> OF_THREAD =
      ThreadLocal.withInitial(MessageWriter::new);

  private static final SerializableString CMD_ACK = new SerializedString("cmd-ack");
  private static final SerializableString ERROR = new SerializedString("error");
  private static final SerializableString UPDATE = new SerializedString("update");
  private static final SerializableString UUID_FIELD = new SerializedString("uuid");
  private static final SerializableString SEQ = new SerializedString("seq");
  private static final SerializableString DURABILITY = new SerializedString("durability");
  private static final SerializableString DUPLICATE = new SerializedString("duplicate");
  private static final SerializableString NAME = new SerializedString("name");
  private static final SerializableString DATA = new SerializedString("data");
  private static final SerializableString META = new SerializedString("meta");
  private static final SerializableString INDEX = new SerializedString("index");
  private static final SerializableString OF = new SerializedString("of");
  private static final SerializableString COMMAND_UUID = new SerializedString("command-uuid");
  private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
  private static final SerializableString USER = new SerializedString("user");

  private final JsonBytes out = new JsonBytes();
  private final Timestamps timestamps = new Timestamps();
  private JsonGenerator generator;
  private JsonValueWriter values;
  private int[] ends = new int[4];

  public MessageWriter() {
    renew();
  }

  /** The calling thread's own. */
  public static MessageWriter ofThread() {
    return OF_THREAD.get();
  }

  /** What was written last, from 0 to {@link #length}. */
  public byte[] bytes() {
    return out.array();
  }

  public int length() {
    return out.length();
  }

  /** Where each message of {@link #updates} ends. */
  public int[] ends() {
    return ends;
  }

  /** {@code ["cmd-ack", …]} or {@code ["error", …]}, as the outcome is. */
  public void outcome(Outcome outcome) {
    Submission command = outcome.submission();
    boolean accepted = outcome.status() == Outcome.Status.ACCEPTED;
    write(
        Integer.MAX_VALUE,
        json -> {
          json.writeStartArray();
          json.writeString(accepted ? CMD_ACK : ERROR);
          json.writeString(command.clientId());
          json.writeNumber(command.clientSeq());
          if (!accepted) {
            json.writeString(outcome.code());
          }
          json.writeStartObject();
          if (!accepted) {
            text(json, "message", outcome.message());
          }
          json.writeFieldName(UUID_FIELD);
          json.writeString(command.uuid().toString());
          if (outcome.status() != Outcome.Status.REFUSED) {
            json.writeFieldName(SEQ);
            json.writeNumber(outcome.sequence());
          }
          if (accepted) {
            json.writeFieldName(DURABILITY);
            json.writeString(outcome.durability().label());
          }
          if (outcome.duplicate()) {
            json.writeFieldName(DUPLICATE);
            json.writeBoolean(true);
          }
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  /**
   * {@code ["error", …]} for a command that was not processed.
   *
   * @param uuid null where it is not known
   */
  public void error(
      String clientId,
      Long clientSeq,
      String code,
      String message,
      UUID uuid,
      List<FieldError> details) {
    write(
        Integer.MAX_VALUE,
        json -> {
          json.writeStartArray();
          json.writeString(ERROR);
          json.writeString(clientId);
          if (clientSeq == null) {
            json.writeNull();
          } else {
            json.writeNumber(clientSeq);
          }
          json.writeString(code);
          json.writeStartObject();
          text(json, "message", message);
          if (uuid != null) {
            json.writeFieldName(UUID_FIELD);
            json.writeString(uuid.toString());
          }
          details(json, details);
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  /**
   * One {@code ["update", …]} for each event of the outcome, one after the other; {@link #ends}
   * tells where each ends.
   */
  public void updates(Outcome outcome) {
    int count = outcome.eventCount();
    if (ends.length < count) {
      ends = Arrays.copyOf(ends, Math.max(count, ends.length * 2));
    }
    String time = timestamps.text(outcome.timeMicros());
    write(
        Integer.MAX_VALUE,
        json -> {
          for (int i = 0; i < count; i++) {
            update(json, outcome, i, time);
            json.flush();
            ends[i] = out.length();
          }
        });
  }

  private void update(JsonGenerator json, Outcome outcome, int index, String time)
      throws IOException {
    Submission command = outcome.submission();
    json.writeStartArray();
    json.writeString(UPDATE);
    json.writeString(command.clientId());
    if (command.clientId() == null) {
      json.writeNull();
    } else {
      json.writeNumber(command.clientSeq());
    }
    json.writeStartObject();
    json.writeFieldName(UUID_FIELD);
    json.writeString(Uuid5.ofEvent(command.uuid(), index).toString());
    json.writeFieldName(NAME);
    json.writeString(outcome.eventType(index).name());
    json.writeFieldName(DATA);
    Values.walk(outcome.event(index), values);
    json.writeFieldName(META);
    if (command.meta() == null) {
      json.writeNull();
    } else {
      json.writeRawValue(command.meta());
    }
    json.writeFieldName(SEQ);
    json.writeNumber(outcome.sequence());
    json.writeFieldName(INDEX);
    json.writeNumber(index);
    json.writeFieldName(OF);
    json.writeNumber(outcome.eventCount());
    json.writeFieldName(COMMAND_UUID);
    json.writeString(command.uuid().toString());
    json.writeFieldName(TIMESTAMP);
    json.writeString(time);
    json.writeFieldName(USER);
    json.writeString(command.user());
    json.writeEndObject();
    json.writeEndArray();
  }

  /**
   * {@code ["result", …]}.
   *
   * @return false where it would be longer than limit bytes; nothing is written then
   */
  public boolean result(Object queryId, long basis, Object result, int limit) {
    return write(
        limit,
        json -> {
          json.writeStartArray();
          json.writeString("result");
          queryId(json, queryId);
          json.writeStartObject();
          json.writeNumberField("basis", basis);
          json.writeFieldName("result");
          Values.walk(result, values);
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  /** {@code ["query-error", …]}. */
  public void queryError(Object queryId, String code, String message, List<FieldError> details) {
    write(
        Integer.MAX_VALUE,
        json -> {
          json.writeStartArray();
          json.writeString("query-error");
          queryId(json, queryId);
          json.writeString(code);
          json.writeStartObject();
          text(json, "message", message);
          details(json, details);
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  /** {@code {"name", "basis", "result"}}, the body of an HTTP answer; see {@link #result}. */
  public boolean httpResult(String name, long basis, Object result, int limit) {
    return write(
        limit,
        json -> {
          json.writeStartObject();
          json.writeStringField("name", name);
          json.writeNumberField("basis", basis);
          json.writeFieldName("result");
          Values.walk(result, values);
          json.writeEndObject();
        });
  }

  /** Whatever the body writes. */
  public void json(Body body) {
    write(Integer.MAX_VALUE, body);
  }

  /** A field with a text from anywhere, which may be null. */
  public static void text(JsonGenerator json, String field, String text) throws IOException {
    json.writeStringField(field, text == null ? "" : JsonValueWriter.wellFormed(text));
  }

  /** {@code "details": [{"field", "message"}]}, where there are any. */
  public static void details(JsonGenerator json, List<FieldError> details) throws IOException {
    if (details.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("details");
    for (FieldError each : details) {
      json.writeStartObject();
      text(json, "field", each.field());
      text(json, "message", each.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void queryId(JsonGenerator json, Object queryId) throws IOException {
    if (queryId instanceof Long number) {
      json.writeNumber(number);
    } else {
      json.writeString((String) queryId);
    }
  }

  private boolean write(int limit, Body body) {
    out.reset(limit);
    try {
      body.write(generator);
      generator.flush();
      return true;
    } catch (JsonBytes.FullException e) {
      renew();
      return false;
    } catch (IOException e) {
      renew();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      // the generator stands in the middle of a message: no use any more
      renew();
      throw e;
    }
  }

  private void renew() {
    out.reset(Integer.MAX_VALUE);
    try {
      generator = Json.FACTORY.createGenerator(out).setRootValueSeparator(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    values = new JsonValueWriter(generator);
  }
}
