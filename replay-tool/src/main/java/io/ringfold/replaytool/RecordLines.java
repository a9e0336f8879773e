package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.io.ByteArrayOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Prints each record as one value on a line of its own, for programs.
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
final class RecordLines implements RecordPrinter {

  private final Output out;
  private final ByteArrayOutputStream line;
  private final ValueWriter writer;
  private final Flushable pending;

  private RecordLines(
      Output out, ByteArrayOutputStream line, ValueWriter writer, Flushable pending) {
    this.out = out;
    this.line = line;
    this.writer = writer;
    this.pending = pending;
  }

  /** JSON objects, one a line. */
  static RecordLines json(Output out) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      JsonGenerator json = Json.compact(line);
      return new RecordLines(out, line, new JsonValues(json), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** EDN maps, one a line. */
  static RecordLines edn(Output out) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    Writer text = new OutputStreamWriter(line, StandardCharsets.UTF_8);
    return new RecordLines(out, line, new EdnValues(text), text);
  }

  @Override
  public void print(JournaledRecord commandRecord) {
    write(commandRecord);
    try {
      pending.flush();
      // only now: a record that cannot be understood leaves no half line behind
      line.write('\n');
      line.writeTo(out);
      line.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(JournaledRecord commandRecord) {
    RecordView view = commandRecord.view();
    writer.beginObject(0);
    writer.name("seq");
    writer.integer(commandRecord.sequence());
    writer.name("timestamp");
    writer.time(commandRecord.time());
    writer.name("uuid");
    writer.uuid(view.uuid());
    writer.name("name");
    writer.word(commandRecord.command().name());
    writer.name("user");
    stringOrNull(view.user());
    writer.name("status");
    writer.word(commandRecord.accepted() ? "accepted" : "rejected");
    writer.name("data");
    commandRecord.walkCommand(writer);
    if (!commandRecord.accepted()) {
      writer.name("code");
      writer.word(view.code());
      writer.name("message");
      writer.string(view.message());
    }
    if (view.clientId() != null) {
      writer.name("client-id");
      writer.string(view.clientId());
      writer.name("client-seq");
      writer.integer(view.clientSeq());
    }
    if (view.meta() != null) {
      writer.name("meta");
      writer.json(view.meta());
    }
    writer.name("events");
    writer.beginList(0);
    commandRecord.forEachEvent(
        (index, type, buffer, offset, length) ->
            writeEvent(commandRecord, index, type, buffer, offset, length));
    writer.endList();
    writer.endObject();
  }

  private void writeEvent(
      JournaledRecord commandRecord,
      int index,
      TypeDefinition event,
      DirectBuffer buffer,
      int offset,
      int length) {
    RecordView view = commandRecord.view();
    writer.beginObject(0);
    writer.name("uuid");
    writer.uuid(Uuid5.ofEvent(view.uuid(), index));
    writer.name("name");
    writer.word(event.name());
    writer.name("version");
    writer.integer(event.version());
    writer.name("data");
    RecordShape.walk(event.fields(), buffer, offset, length, writer);
    writer.name("meta");
    writer.json(view.meta());
    writer.name("seq");
    writer.integer(commandRecord.sequence());
    writer.name("index");
    writer.integer(index);
    writer.name("of");
    writer.integer(view.eventCount());
    writer.name("command-uuid");
    writer.uuid(view.uuid());
    writer.name("timestamp");
    writer.time(commandRecord.time());
    writer.name("user");
    stringOrNull(view.user());
    writer.endObject();
  }

  private void stringOrNull(String text) {
    if (text == null) {
      writer.nullValue();
    } else {
      writer.string(text);
    }
  }
}
