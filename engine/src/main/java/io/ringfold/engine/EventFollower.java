package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalPlace;
import io.ringfold.journal.JournalReader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.agrona.DirectBuffer;

/**
 * Reads the events of commands from the journal, one command after the other, beside the running
 * pipeline: they come as they came the first time, those that older code wrote lifted to what they
 * are today. Holds an open file and a small buffer, takes no lock and writes nothing.
 *
 * <p>Single-threaded; may be handed from thread to thread. Interrupting the thread closes its file.
 */
public final class EventFollower implements Closeable {
  private static final long PLACE_EACH_RECORDS = 256;

  private final JournalReader reader;
  private final TypeCatalog types;
  private final FollowedPlaces places;
  private final Current current = new Current();
  private final ReadRecord readRecord = new ReadRecord();
  private long sequence;
  private long lastPlace;

  private EventFollower(
      JournalReader reader, TypeCatalog types, FollowedPlaces places, long afterSequence) {
    this.reader = reader;
    this.types = types;
    this.places = places;
    this.sequence = afterSequence;
  }

  /**
   * @param types knows every definition of the journal
   */
  static EventFollower open(
      Path dataDirectory, TypeCatalog types, long afterSequence, FollowedPlaces places) {
    Path journal = DataDirectory.journal(dataDirectory);
    JournalPlace near = places == null ? null : places.before(afterSequence + 1);
    try {
      JournalReader reader =
          near == null
              ? JournalReader.open(journal, afterSequence + 1)
              : JournalReader.open(journal, afterSequence + 1, near);
      return new EventFollower(reader, types, places, afterSequence);
    } catch (JournalException e) {
      throw new EngineException(e.getMessage(), e);
    }
  }

  /**
   * Goes on to the next command and returns its events, none where it was rejected. They are read
   * when they are asked for: who goes by the command alone does not pay for them.
   *
   * @param upToSequence the last one that is settled; what comes after it is not looked at
   * @return valid until the next call; null where there is none up to that sequence
   * @throws EngineException where the record cannot be read; asking again gives the same
   */
  public CommandEvents next(long upToSequence) {
    if (sequence >= upToSequence) {
      return null;
    }
    try {
      // one record a call: whoever has no room for more finds the rest where it is
      if (reader.poll(readRecord, sequence + 1, Integer.MAX_VALUE) == 0) {
        return null;
      }
    } catch (JournalException e) {
      throw new EngineException(e.getMessage(), e);
    }
    if (places != null && sequence - lastPlace >= PLACE_EACH_RECORDS) {
      lastPlace = sequence;
      places.add(reader.place());
    }
    return current;
  }

  /** The sequence of the command that was returned last. */
  public long sequence() {
    return sequence;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (JournalException e) {
      throw new EngineException(e.getMessage(), e);
    }
  }

  private final class ReadRecord implements JournalHandler {
    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      // recovery has learned all that there are
    }

    @Override
    public void onRecord(long recordSequence, DirectBuffer buffer, int offset, int length) {
      current.wrap(recordSequence, buffer, offset, length);
      sequence = recordSequence;
    }
  }

  /** Looks at the reader's buffer, which stays as it is until the reader goes on. */
  private final class Current implements CommandEvents, EventSink {
    private final RecordView view = new RecordView();
    private final List<Object> events = new ArrayList<>();
    private final List<Domain.EventType<?, ?>> eventTypes = new ArrayList<>();
    private long recordSequence;
    private boolean eventsRead;

    private void wrap(long atSequence, DirectBuffer buffer, int offset, int length) {
      view.wrap(buffer, offset, length);
      recordSequence = atSequence;
      events.clear();
      eventTypes.clear();
      eventsRead = false;
    }

    private void readEvents() {
      if (eventsRead) {
        return;
      }
      try {
        if (view.status() == RecordStatus.ACCEPTED) {
          view.forEachEvent(
              (index, type, buffer, offset, length) ->
                  types.reader(type).read(buffer, offset, length, this));
        }
      } catch (RuntimeException e) {
        events.clear();
        eventTypes.clear();
        throw new EngineException("the events of sequence " + recordSequence + ": " + e, e);
      }
      eventsRead = true;
    }

    @Override
    public <E> void event(EventOfToday<E> type, E event) {
      events.add(event);
      eventTypes.add(type.type());
    }

    @Override
    public long sequence() {
      return recordSequence;
    }

    @Override
    public long timeMicros() {
      return view.timeMicros();
    }

    @Override
    public UUID uuid() {
      return view.uuid();
    }

    @Override
    public String clientId() {
      return view.clientId();
    }

    @Override
    public long clientSeq() {
      return view.clientSeq();
    }

    @Override
    public String user() {
      return view.user();
    }

    @Override
    public String meta() {
      return view.meta();
    }

    @Override
    public int eventCount() {
      readEvents();
      return events.size();
    }

    @Override
    public Object event(int index) {
      readEvents();
      return events.get(index);
    }

    @Override
    public Domain.EventType<?, ?> eventType(int index) {
      readEvents();
      return eventTypes.get(index);
    }
  }
}
