package io.ringfold.analytics;

import io.ringfold.engine.record.RecordWriter;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.record.TypeDefinition.Kind;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;

/** A journal of any records, written without an engine; for tests. */
final class Recorded implements AutoCloseable {

  /** A type that the journal defines. */
  record Type<R>(int ordinal, String name, int version, RecordShape<R> shape) {}

  /** An event with its type. */
  record Happened<R>(Type<R> type, R event) {}

  record Asked(String name) {}

  private static final int RECORDS_A_BATCH = 20;

  private final Journal journal;
  private final Path directory;
  private final RecordWriter writer = new RecordWriter();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final Type<Asked> command;
  private long sequence;

  /** A new journal in an empty directory. */
  Recorded(Path data, long segmentBytes) {
    directory = data.resolve("journal");
    journal = Journal.open(new JournalConfig(directory, data.resolve("damaged"), segmentBytes), 1);
    command = define(Kind.COMMAND, "ask", 0, Asked.class);
  }

  Path directory() {
    return directory;
  }

  long sequence() {
    return sequence;
  }

  <R> Type<R> event(String name, int version, Class<R> type) {
    return define(Kind.EVENT, name, version, type);
  }

  private <R> Type<R> define(Kind kind, String name, int version, Class<R> type) {
    RecordShape<R> shape = RecordShape.of(type);
    journal.append();
    List<byte[]> all = new ArrayList<>(journal.definitions());
    journal.define(
        List.of(new TypeDefinition(kind, name, version, "test", shape.fieldType()).encode()));
    return new Type<>(all.size(), name, version, shape);
  }

  /** An accepted command with these events; returns its uuid. */
  UUID accept(long micros, String user, String meta, List<Happened<?>> events) {
    UUID uuid = new UUID(sequence() * 31 + 7, micros);
    writer.begin(
        buffer,
        command.ordinal,
        command.shape,
        new Asked("c" + sequence()),
        uuid,
        user,
        null,
        0,
        meta);
    for (Happened<?> event : events) {
      add(event);
    }
    write(writer.endAccepted(micros));
    return uuid;
  }

  private <R> void add(Happened<R> event) {
    writer.event(event.type.ordinal, event.type.shape, event.event);
  }

  void reject(long micros, String user, String code) {
    writer.begin(
        buffer,
        command.ordinal,
        command.shape,
        new Asked("no"),
        new UUID(sequence(), 1),
        user,
        "client",
        5,
        null);
    write(writer.endRejected(micros, code, "not now"));
  }

  private void write(int length) {
    journal.add(++sequence, buffer, 0, length);
    if (sequence % RECORDS_A_BATCH == 0) {
      journal.append();
    }
  }

  /** What was recorded can be read. */
  void append() {
    journal.append();
  }

  @Override
  public void close() {
    journal.append();
    journal.close();
  }
}
