package io.ringfold.replaytool;

import io.ringfold.engine.Uuid5;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.shape.Values;

/** Prints each entry as a JSON object on a line of its own, as {@code GET /history} tells it. */
final class HistoryLines implements HistoryPrinter {

  private final JsonLines lines;
  private final JsonValues values;

  HistoryLines(Output out) {
    lines = new JsonLines(out);
    values = lines.values();
  }

  @Override
  public void print(JournaledRecord command, HistoryEntry entry) {
    values.beginObject(0);
    values.name("event");
    event(command, entry);
    values.name("command");
    values.beginObject(0);
    values.name("uuid");
    values.uuid(command.view().uuid());
    values.name("name");
    values.string(command.command().name());
    values.name("data");
    command.walkCommand(values);
    values.endObject();
    values.name("state");
    Values.walk(entry.state(), values);
    values.name("changed");
    values.beginList(0);
    entry
        .changed()
        .forEach(
            change -> {
              values.beginObject(0);
              ChangeText.fields(change, values);
              values.endObject();
            });
    values.endList();
    values.endObject();
    lines.end();
  }

  private void event(JournaledRecord command, HistoryEntry entry) {
    RecordView view = command.view();
    values.beginObject(0);
    values.name("uuid");
    values.uuid(Uuid5.ofEvent(view.uuid(), entry.index()));
    values.name("name");
    values.string(entry.name());
    values.name("data");
    Values.walk(entry.event(), values);
    values.name("meta");
    values.json(view.meta());
    values.name("seq");
    values.integer(command.sequence());
    values.name("index");
    values.integer(entry.index());
    values.name("of");
    values.integer(entry.of());
    values.name("command-uuid");
    values.uuid(view.uuid());
    values.name("timestamp");
    values.time(command.time());
    values.name("user");
    if (view.user() == null) {
      values.nullValue();
    } else {
      values.string(view.user());
    }
    values.endObject();
  }
}
