package io.ringfold.gateway.http;

import io.ringfold.engine.Durability;
import io.ringfold.engine.shape.Values;
import io.ringfold.gateway.format.EventWriter;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.index.EventAt;
import io.ringfold.index.Page;
import io.ringfold.index.RecordedCommand;
import java.util.UUID;

/** Commands and events as the bodies of HTTP show them. */
final class CommandBodies {
  private static final String PENDING = "pending";
  private static final String ACCEPTED = "accepted";
  private static final String REJECTED = "rejected";

  private static final Word UUID_FIELD = Word.of("uuid");
  private static final Word STATUS = Word.of("status");
  private static final Word SEQ = Word.of("seq");
  private static final Word DURABILITY = Word.of("durability");
  private static final Word CODE = Word.of("code");
  private static final Word MESSAGE = Word.of("message");
  private static final Word EVENTS = Word.of("events");

  private static final Word NAME = Word.of("name");
  private static final Word TIMESTAMP = Word.of("timestamp");
  private static final Word USER = Word.of("user");
  private static final Word DATA = Word.of("data");
  private static final Word COMMANDS = Word.of("commands");
  private static final Word NEXT = Word.of("next");

  private CommandBodies() {}

  /** What the place of a command begins with. */
  static final String LOCATION = "/commands/";

  /** Where a command can be asked for. */
  static String location(UUID uuid) {
    return LOCATION + uuid;
  }

  /** The answer to a command that nobody waits for, or not any longer. */
  static void taken(ValueWriter out, UUID uuid) {
    out.beginObject();
    out.field(UUID_FIELD);
    out.uuid(uuid);
    out.field(STATUS);
    out.string(PENDING);
    out.endObject();
  }

  /** The answer to who waited. */
  static void accepted(ValueWriter out, RecordedCommand command, Durability durability) {
    out.beginObject();
    outcome(out, command.uuid(), command.sequence(), durability);
    events(out, command);
    out.endObject();
  }

  /** The answer to a resend where its events are archived, or another user's. */
  static void acceptedBefore(ValueWriter out, UUID uuid, long sequence, Durability durability) {
    out.beginObject();
    outcome(out, uuid, sequence, durability);
    out.endObject();
  }

  private static void outcome(ValueWriter out, UUID uuid, long sequence, Durability durability) {
    out.field(UUID_FIELD);
    out.uuid(uuid);
    out.field(STATUS);
    out.string(ACCEPTED);
    out.field(SEQ);
    out.integer(sequence);
    out.field(DURABILITY);
    out.string(durability.label());
  }

  /** The answer to who waited. */
  static void rejected(ValueWriter out, UUID uuid, long sequence, String code, String message) {
    out.beginObject();
    out.field(UUID_FIELD);
    out.uuid(uuid);
    out.field(STATUS);
    out.string(REJECTED);
    out.field(SEQ);
    out.integer(sequence);
    out.field(CODE);
    out.string(code);
    out.field(MESSAGE);
    out.text(message);
    out.endObject();
  }

  /** A command that was not processed yet: it has no sequence, and its time may change. */
  static void pending(ValueWriter out, UUID uuid, PendingCommands.Pending pending) {
    out.beginObject();
    out.field(UUID_FIELD);
    out.uuid(uuid);
    out.field(NAME);
    out.keyword(pending.name());
    out.field(STATUS);
    out.string(PENDING);
    out.field(SEQ);
    out.nullValue();
    out.field(TIMESTAMP);
    out.nullValue();
    out.field(USER);
    out.stringOrNull(pending.user());
    out.field(DATA);
    Values.walk(pending.data(), out);
    out.field(EVENTS);
    out.beginList();
    out.endList();
    out.endObject();
  }

  /** A command that was processed. */
  static void command(ValueWriter out, RecordedCommand command) {
    out.beginObject();
    out.field(UUID_FIELD);
    out.uuid(command.uuid());
    out.field(NAME);
    out.keyword(command.name());
    out.field(STATUS);
    out.string(command.accepted() ? ACCEPTED : REJECTED);
    out.field(SEQ);
    out.integer(command.sequence());
    out.field(TIMESTAMP);
    out.time(command.timeMicros());
    out.field(USER);
    out.stringOrNull(command.user());
    out.field(DATA);
    Values.walk(command.data(), out);
    if (!command.accepted()) {
      out.field(CODE);
      out.string(command.code());
      out.field(MESSAGE);
      out.text(command.message());
    }
    events(out, command);
    out.endObject();
  }

  private static void events(ValueWriter out, RecordedCommand command) {
    out.field(EVENTS);
    out.beginList();
    for (int i = 0; i < command.events().size(); i++) {
      event(out, new EventAt(command, i));
    }
    out.endList();
  }

  static void event(ValueWriter out, EventAt event) {
    RecordedCommand command = event.command();
    EventWriter.write(
        out,
        event.event().name(),
        data -> Values.walk(event.event().data(), data),
        command.meta(),
        command.sequence(),
        event.index(),
        command.events().size(),
        command.uuid(),
        command.timeMicros(),
        command.user());
  }

  static void commands(ValueWriter out, Page<RecordedCommand> page) {
    out.beginObject();
    out.field(COMMANDS);
    out.beginList();
    for (RecordedCommand command : page.items()) {
      command(out, command);
    }
    out.endList();
    next(out, page);
    out.endObject();
  }

  static void events(ValueWriter out, Page<EventAt> page) {
    out.beginObject();
    out.field(EVENTS);
    out.beginList();
    for (EventAt event : page.items()) {
      event(out, event);
    }
    out.endList();
    next(out, page);
    out.endObject();
  }

  private static void next(ValueWriter out, Page<?> page) {
    out.field(NEXT);
    if (page.next() == null) {
      out.nullValue();
    } else {
      out.integer(page.next());
    }
  }
}
