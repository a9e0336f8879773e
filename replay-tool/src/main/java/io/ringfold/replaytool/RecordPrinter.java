package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.Micros;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.journal.JournalHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;

/**
 * Writes each record that it is handed as one JSON object on a line of its own, by the type
 * definitions that stand in the journal: no domain class is looked at.
 *
 * <pre>
 * {"seq":2,"timestamp":"2026-11-20T10:00:00.000001Z","uuid":"…","name":"deposit","user":null,
 *  "status":"accepted","data":{…},"events":[{"uuid":"…","name":"deposited","data":{…},…}]}
 * </pre>
 *
 * <p>An event has the fields that it has on the wire, and its version. {@code client-id}, {@code
 * client-seq} and {@code meta} stand where the command came with them; {@code code} and {@code
 * message} where it was rejected.
 */
final class RecordPrinter implements JournalHandler {

  private final Output out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final JsonGenerator json;
  private final JsonValues values;
  private final Definitions definitions = new Definitions();
  private final RecordView view = new RecordView();

  RecordPrinter(Output out) throws IOException {
    this.out = out;
    this.json = Json.compact(line);
    this.values = new JsonValues(json);
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    definitions.onDefinition(ordinal, buffer, offset, length);
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    try {
      write(sequence, view.wrap(buffer, offset, length));
      json.writeRaw('\n');
      json.flush();
      // only now: a record that cannot be understood leaves no half line behind
      line.writeTo(out);
      line.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ToolException(
          "the record of sequence " + sequence + " cannot be understood: " + e.getMessage(), e);
    }
  }

  private void write(long sequence, RecordView commandRecord) throws IOException {
    TypeDefinition command = definitions.get(commandRecord.commandType());
    boolean accepted = commandRecord.status() == RecordStatus.ACCEPTED;
    json.writeStartObject();
    json.writeNumberField("seq", sequence);
    json.writeStringField("timestamp", Micros.toInstant(commandRecord.timeMicros()).toString());
    json.writeStringField("uuid", commandRecord.uuid().toString());
    json.writeStringField("name", command.name());
    json.writeStringField("user", commandRecord.user());
    json.writeStringField("status", accepted ? "accepted" : "rejected");
    json.writeFieldName("data");
    RecordShape.walk(
        command.fields(),
        commandRecord.buffer(),
        commandRecord.commandOffset(),
        commandRecord.commandLength(),
        values);
    if (!accepted) {
      json.writeStringField("code", commandRecord.code());
      json.writeStringField("message", commandRecord.message());
    }
    if (commandRecord.clientId() != null) {
      json.writeStringField("client-id", commandRecord.clientId());
      json.writeNumberField("client-seq", commandRecord.clientSeq());
    }
    if (commandRecord.meta() != null) {
      json.writeFieldName("meta");
      Json.writeText(json, commandRecord.meta());
    }
    json.writeArrayFieldStart("events");
    if (accepted) {
      commandRecord.forEachEvent(
          (index, type, buffer, offset, length) -> {
            try {
              writeEvent(sequence, commandRecord, index, type, buffer, offset, length);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeEvent(
      long sequence,
      RecordView commandRecord,
      int index,
      int type,
      DirectBuffer buffer,
      int offset,
      int length)
      throws IOException {
    TypeDefinition event = definitions.get(type);
    json.writeStartObject();
    json.writeStringField("uuid", Uuid5.ofEvent(commandRecord.uuid(), index).toString());
    json.writeStringField("name", event.name());
    json.writeNumberField("version", event.version());
    json.writeFieldName("data");
    RecordShape.walk(event.fields(), buffer, offset, length, values);
    json.writeFieldName("meta");
    if (commandRecord.meta() == null) {
      json.writeNull();
    } else {
      Json.writeText(json, commandRecord.meta());
    }
    json.writeNumberField("seq", sequence);
    json.writeNumberField("index", index);
    json.writeNumberField("of", commandRecord.eventCount());
    json.writeStringField("command-uuid", commandRecord.uuid().toString());
    json.writeStringField("timestamp", Micros.toInstant(commandRecord.timeMicros()).toString());
    json.writeStringField("user", commandRecord.user());
    json.writeEndObject();
  }
}
