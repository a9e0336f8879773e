package io.ringfold.gateway.format;

import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.shape.Values;
import java.util.UUID;

/** An event as clients see it, wherever it comes from: pushed, caught up, listed. */
public final class EventWriter {
  private static final Word UUID_FIELD = Word.of("uuid");
  private static final Word NAME = Word.of("name");
  private static final Word DATA = Word.of("data");
  private static final Word META = Word.of("meta");
  private static final Word SEQ = Word.of("seq");
  private static final Word INDEX = Word.of("index");
  private static final Word OF = Word.of("of");
  private static final Word COMMAND_UUID = Word.of("command-uuid");
  private static final Word TIMESTAMP = Word.of("timestamp");
  private static final Word USER = Word.of("user");

  private EventWriter() {}

  /** The index-th event of a command, whose record is at hand. */
  public static void write(ValueWriter to, CommandEvents events, int index) {
    write(
        to,
        events.eventType(index).name(),
        data -> Values.walk(events.event(index), data),
        events.meta(),
        events.sequence(),
        index,
        events.eventCount(),
        events.uuid(),
        events.timeMicros(),
        events.user());
  }

  /**
   * The object {@code {"uuid", "name", "data", …}}.
   *
   * @param data writes the event's own fields, one value
   * @param meta the command's, as JSON text; null for none
   * @param index from 0, of {@code count} events of this command
   * @param user null where access was open
   */
  public static void write(
      ValueWriter to,
      String name,
      ContentWriter data,
      String meta,
      long sequence,
      int index,
      int count,
      UUID commandUuid,
      long timeMicros,
      String user) {
    to.beginObject(10);
    to.field(UUID_FIELD);
    to.uuid(Uuid5.ofEvent(commandUuid, index));
    to.field(NAME);
    to.keyword(name);
    to.field(DATA);
    data.write(to);
    to.field(META);
    to.json(meta);
    to.field(SEQ);
    to.integer(sequence);
    to.field(INDEX);
    to.integer(index);
    to.field(OF);
    to.integer(count);
    to.field(COMMAND_UUID);
    to.uuid(commandUuid);
    to.field(TIMESTAMP);
    to.time(timeMicros);
    to.field(USER);
    to.stringOrNull(user);
    to.endObject();
  }
}
