package io.ringfold.gateway.http;

import io.ringfold.engine.shape.Values;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.index.AggregateHistory;
import io.ringfold.index.AggregateKey;
import io.ringfold.index.Page;
import io.ringfold.index.RecordedCommand;

/** The history of an aggregate as the body of an answer. */
final class HistoryBodies {
  static final Word AGGREGATE = Word.of("aggregate");
  static final Word KEY = Word.of("key");
  static final Word BASIS = Word.of("basis");
  static final Word ENTRIES = Word.of("entries");
  static final Word EVENT = Word.of("event");
  static final Word COMMAND = Word.of("command");
  static final Word STATE = Word.of("state");
  static final Word NEXT = Word.of("next");

  private static final Word UUID_FIELD = Word.of("uuid");
  private static final Word NAME = Word.of("name");
  private static final Word DATA = Word.of("data");

  private HistoryBodies() {}

  /**
   * @param basis the sequence up to which the history is told
   */
  static void history(
      ValueWriter out, AggregateKey key, long basis, Page<AggregateHistory.Entry> page) {
    out.beginObject();
    out.field(AGGREGATE);
    out.keyword(key.domain().name());
    out.field(KEY);
    out.string(key.key());
    out.field(BASIS);
    out.integer(basis);
    out.field(ENTRIES);
    out.beginList();
    for (AggregateHistory.Entry entry : page.items()) {
      entry(out, entry);
    }
    out.endList();
    out.field(NEXT);
    if (page.next() == null) {
      out.nullValue();
    } else {
      out.integer(page.next());
    }
    out.endObject();
  }

  private static void entry(ValueWriter out, AggregateHistory.Entry entry) {
    RecordedCommand command = entry.event().command();
    out.beginObject();
    out.field(EVENT);
    CommandBodies.event(out, entry.event());
    out.field(COMMAND);
    out.beginObject();
    out.field(UUID_FIELD);
    out.uuid(command.uuid());
    out.field(NAME);
    out.keyword(command.name());
    out.field(DATA);
    Values.walk(command.data(), out);
    out.endObject();
    out.field(STATE);
    Values.walk(entry.state(), out);
    out.endObject();
  }
}
