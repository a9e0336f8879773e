package io.ringfold.index;

import io.ringfold.engine.TypeCatalog;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalPlace;
import io.ringfold.journal.JournalReader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Reads single records by seek: from the place before it that the index knows, or on from the
 * record before where that is as near. Sequences that are asked for in ascending order are read in
 * one pass.
 *
 * <p>Not thread-safe. Interrupting the thread closes its file.
 */
final class RecordReader implements Closeable {
  private final Path journal;
  private final JournalIndex index;
  private final Types types;
  private final Handler handler = new Handler();
  private final List<byte[]> definitions = new ArrayList<>();
  private JournalReader reader;
  private boolean byPlace;

  RecordReader(Path journal, JournalIndex index, Types types) {
    this.journal = journal;
    this.index = index;
    this.types = types;
  }

  /**
   * The record of this sequence.
   *
   * @throws JournalException where it cannot be read, or is not there
   */
  RecordedCommand read(long sequence) {
    try {
      seek(sequence);
      return readOn(sequence);
    } catch (JournalException e) {
      if (!byPlace) {
        throw e;
      }
      // the place is not what it was: a repair has moved the records of its segment
      close();
      byPlace = false;
      reader = JournalReader.open(journal, sequence);
      return readOn(sequence);
    }
  }

  private void seek(long sequence) {
    if (reader != null && reader.nextSequence() == sequence) {
      return;
    }
    JournalPlace near = placeBefore(sequence);
    if (reader != null
        && reader.nextSequence() <= sequence
        && (near == null || near.sequence() <= reader.nextSequence())) {
      return;
    }
    byPlace = near != null;
    if (near == null) {
      close();
      reader = JournalReader.open(journal, sequence);
    } else if (reader == null) {
      reader = JournalReader.open(journal, sequence, near);
    } else {
      reader.seek(sequence, near);
    }
  }

  private JournalPlace placeBefore(long sequence) {
    try {
      return index.placeBefore(sequence);
    } catch (IndexUnavailableException e) {
      return null; // the journal can be searched
    }
  }

  private RecordedCommand readOn(long sequence) {
    handler.wanted = sequence;
    handler.found = null;
    while (handler.found == null) {
      if (reader.poll(handler, sequence, Integer.MAX_VALUE) == 0) {
        throw new JournalException(
            "the journal " + journal + " has no record of sequence " + sequence);
      }
    }
    return handler.found;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  private final class Handler implements JournalHandler, EventSink {
    private final RecordView view = new RecordView();
    private final List<RecordedEvent> events = new ArrayList<>();
    private long wanted;
    private RecordedCommand found;

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      if (ordinal == definitions.size()) {
        byte[] definition = new byte[length];
        buffer.getBytes(offset, definition);
        definitions.add(definition);
      }
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      if (sequence == wanted) {
        found = command(sequence, view.wrap(buffer, offset, length), length);
      }
    }

    private RecordedCommand command(long sequence, RecordView commandRecord, int length) {
      TypeCatalog catalog = types.with(definitions);
      TypeDefinition command = catalog.definition(commandRecord.commandType());
      boolean accepted = commandRecord.status() == RecordStatus.ACCEPTED;
      events.clear();
      if (accepted) {
        commandRecord.forEachEvent(
            (index, type, buffer, offset, size) -> event(catalog, type, buffer, offset, size));
      }
      return new RecordedCommand(
          sequence,
          commandRecord.timeMicros(),
          commandRecord.uuid(),
          command.name(),
          commandRecord.user(),
          commandRecord.clientId(),
          commandRecord.clientSeq(),
          commandRecord.meta(),
          accepted,
          accepted ? null : commandRecord.code(),
          accepted ? null : commandRecord.message(),
          RecordShape.plain(
              command.fields(),
              commandRecord.buffer(),
              commandRecord.commandOffset(),
              commandRecord.commandLength()),
          List.copyOf(events),
          length);
    }

    private void event(TypeCatalog catalog, int type, DirectBuffer buffer, int offset, int length) {
      EventReader reads = EventWords.readerOrNull(catalog, type);
      if (reads != null) {
        reads.read(buffer, offset, length, this);
        return;
      }
      TypeDefinition definition = catalog.definition(type);
      Map<String, Object> asWritten =
          RecordShape.plain(definition.fields(), buffer, offset, length);
      events.add(new RecordedEvent(definition.name(), asWritten));
    }

    @Override
    public <E> void event(EventOfToday<E> type, E event) {
      events.add(new RecordedEvent(type.type().name(), event));
    }
  }
}
