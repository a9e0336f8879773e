package io.ringfold.index;

import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.record.RecordWriter;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.examples.todos.TodosCommand;
import io.ringfold.examples.todos.TodosEvent;
import io.ringfold.journal.Journal;
import io.ringfold.journal.JournalConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;

/** A long journal, written without an engine: many commands with random uuids, one event each. */
final class Bulk {
  private static final int COMMANDS_A_BATCH = 200;

  private Bulk() {}

  /** The uuid of the command of a sequence. */
  static UUID uuid(long sequence) {
    Random random = new Random(sequence);
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** Its user: each the same number of times, none twice within a thousand. */
  static String user(long sequence) {
    return "user " + sequence % 1_000;
  }

  static void write(Path data, long commands) {
    RecordShape<TodosCommand.CreateTodo> command = RecordShape.of(TodosCommand.CreateTodo.class);
    RecordShape<TodosEvent.TodoCreated> event = RecordShape.of(TodosEvent.TodoCreated.class);
    JournalConfig config =
        new JournalConfig(DataDirectory.journal(data), DataDirectory.damaged(data), 256L << 20);
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1 << 10);
    RecordWriter writer = new RecordWriter();
    try (Journal journal = Journal.open(config, 1)) {
      journal.define(
          List.of(
              definition(TypeDefinition.Kind.COMMAND, "create-todo", 0, command),
              definition(TypeDefinition.Kind.EVENT, "todo-created", 1, event)));
      for (long sequence = 1; sequence <= commands; sequence++) {
        String id = "todo " + sequence;
        writer.begin(
            buffer,
            0,
            command,
            new TodosCommand.CreateTodo(id, "to do"),
            uuid(sequence),
            user(sequence),
            null,
            0,
            null);
        writer.event(1, event, new TodosEvent.TodoCreated(id, "to do"));
        journal.add(sequence, buffer, 0, writer.endAccepted(sequence * 10));
        if (sequence % COMMANDS_A_BATCH == 0 || sequence == commands) {
          journal.append();
        }
      }
    }
  }

  private static byte[] definition(
      TypeDefinition.Kind kind, String name, int version, RecordShape<?> shape) {
    return new TypeDefinition(kind, name, version, "todos", shape.fieldType()).encode();
  }
}
