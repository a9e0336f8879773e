package io.ringfold.analytics;

import io.ringfold.engine.Uuid5;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.agrona.DirectBuffer;

/**
 * Turns records into rows: one of {@code commands}, and for each event one of {@code events} and
 * one of the event's own table. Knows types by their definitions in the journal alone.
 */
final class RecordRows implements AutoCloseable {

  private final Tables tables;
  private final List<TypeDefinition> definitions;
  private final RowCounts counts;
  private final Map<Table, RowAppender> appenders = new HashMap<>();
  private final RecordView view = new RecordView();

  RecordRows(Tables tables, List<TypeDefinition> definitions, RowCounts counts) {
    this.tables = tables;
    this.definitions = definitions;
    this.counts = counts;
  }

  /**
   * Adds the rows of a record.
   *
   * @throws MisfitException where a field has to become text first; then rows may be half-added
   * @throws IllegalArgumentException where the record is damaged
   */
  Tables.Filled add(long first, long sequence, DirectBuffer buffer, int offset, int length)
      throws SQLException {
    view.wrap(buffer, offset, length);
    boolean accepted = view.status() == RecordStatus.ACCEPTED;
    TypeDefinition command = definition(view.commandType());
    String meta = meta();
    UUID uuid = view.uuid();
    append(
        tables.schema().commands(),
        Arrays.asList(
            sequence,
            uuid,
            command.name(),
            accepted ? "accepted" : "rejected",
            accepted ? null : view.code(),
            accepted ? null : view.message(),
            view.user(),
            view.timeMicros(),
            view.clientId(),
            view.clientId() == null ? null : view.clientSeq(),
            accepted ? view.eventCount() : 0,
            JsonText.of(
                RecordShape.plain(
                    command.fields(), buffer, view.commandOffset(), view.commandLength())),
            meta),
        List.of());
    if (accepted) {
      List<SQLException> failure = new ArrayList<>(0);
      view.forEachEvent(
          (index, type, bytes, at, size) -> {
            try {
              if (failure.isEmpty()) {
                addEvent(sequence, uuid, meta, index, definition(type), bytes, at, size);
              }
            } catch (SQLException e) {
              failure.add(e);
            }
          });
      if (!failure.isEmpty()) {
        throw failure.get(0);
      }
    }
    return new Tables.Filled(first, sequence, uuid, view.timeMicros());
  }

  private void addEvent(
      long sequence,
      UUID commandUuid,
      String meta,
      int index,
      TypeDefinition event,
      DirectBuffer buffer,
      int offset,
      int length)
      throws SQLException {
    Map<String, Object> data = RecordShape.plain(event.fields(), buffer, offset, length);
    Table table = tables.schema().event(event.name());
    List<Object> fields = fit(table, data);
    List<Object> standard =
        new ArrayList<>(
            Arrays.asList(
                sequence,
                index,
                view.eventCount(),
                Uuid5.ofEvent(commandUuid, index),
                commandUuid,
                view.timeMicros(),
                view.user()));
    append(table, standard, fields);
    standard.addAll(Arrays.asList(event.name(), event.version(), JsonText.of(data), meta));
    append(tables.schema().events(), standard, List.of());
  }

  private static List<Object> fit(Table table, Map<String, Object> data) {
    List<Object> fitted = new ArrayList<>(table.fields().size());
    for (Column column : table.fields()) {
      Object value = data.get(column.field());
      try {
        fitted.add(value == null ? null : column.type().fit(value));
      } catch (MisfitException e) {
        throw new MisfitException(new TextField(table.event(), column.field()));
      }
    }
    return fitted;
  }

  private TypeDefinition definition(int ordinal) {
    if (ordinal >= definitions.size()) {
      throw new IllegalArgumentException(
          "it refers to type " + ordinal + ", the journal defines " + definitions.size());
    }
    return definitions.get(ordinal);
  }

  /** As JSON, which it was checked to be when it came; in quotes where it is none. */
  private String meta() {
    String meta = view.meta();
    return meta == null || JsonText.isJson(meta) ? meta : JsonText.of(meta);
  }

  private void append(Table table, List<?> values, List<?> fields) throws SQLException {
    RowAppender appender = appenders.get(table);
    if (appender == null) {
      appender = new RowAppender(tables.connection(), table);
      appenders.put(table, appender);
    }
    appender.append(values, fields);
    counts.add(table.name());
  }

  /** Hands everything over to the tables; what they lack then is a commit. */
  void flush() throws SQLException {
    for (RowAppender each : appenders.values()) {
      each.flush();
    }
  }

  @Override
  public void close() throws SQLException {
    SQLException failure = null;
    for (RowAppender each : appenders.values()) {
      try {
        each.close();
      } catch (SQLException e) {
        failure = e;
      }
    }
    appenders.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
