package io.ringfold.index;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Commands and events of the journal, as they stand there: the index says which may be the ones,
 * the record has the last word, so every answer is exact as far as the index goes.
 *
 * <p>What was archived is not read: history begins with the first record that is still there.
 *
 * <p>Thread-safe. Every call opens and closes files: not for a thread that must not wait. Calls
 * throw {@link IndexUnavailableException} where the index cannot be asked and {@link
 * JournalException} where the journal cannot be read.
 */
public final class History {

  /** A page is cut here, whatever its limit: what is read is held in memory until it is sent. */
  private static final int MAX_PAGE_BYTES = 1 << 20;

  /** And here, however few of the records are shown: one request must not read a whole journal. */
  private static final int MAX_RECORDS_A_PAGE = 20_000;

  private final IndexConfig config;
  private final JournalIndex index;
  private final Types types;
  private volatile long firstSequence;

  public History(IndexConfig config, Domains domains, JournalIndex index) {
    this.config = config;
    this.index = index;
    types = new Types(domains);
  }

  /** The command with this uuid; null where none is known. */
  public RecordedCommand command(UUID uuid) {
    return find(uuid, command -> command.uuid().equals(uuid));
  }

  /** The event with this uuid; null where none is known. */
  public EventAt event(UUID uuid) {
    RecordedCommand command = find(uuid, each -> each.indexOfEvent(uuid) >= 0);
    return command == null ? null : new EventAt(command, command.indexOfEvent(uuid));
  }

  private RecordedCommand find(UUID uuid, Predicate<RecordedCommand> check) {
    long first = firstSequence();
    RecordedCommand[] found = {null};
    try (RecordReader reader = reader()) {
      index.find(
          uuid,
          sequence -> {
            if (sequence < first) {
              return false;
            }
            RecordedCommand command = reader.read(sequence);
            if (check.test(command)) {
              found[0] = command;
              return true;
            }
            return false;
          });
    }
    return found[0];
  }

  /**
   * The command of this sequence; null where it was archived.
   *
   * @throws JournalException also where it was not processed yet
   */
  public RecordedCommand at(long sequence) {
    if (sequence < firstSequence()) {
      return null;
    }
    try (RecordReader reader = reader()) {
      return reader.read(sequence);
    }
  }

  /**
   * Commands in the order of the journal; the index is not needed.
   *
   * @param after the sequence before the first that is wanted
   * @param upTo the last sequence that may be told of
   * @param visible of these, only those for which it holds; where it leaves many out, pages are
   *     short or empty, and go on
   */
  public Page<RecordedCommand> commands(
      long after, long upTo, int limit, Predicate<RecordedCommand> visible) {
    List<RecordedCommand> page = new ArrayList<>();
    long bytes = 0;
    long first = Math.max(after + 1, firstSequence());
    try (RecordReader reader = reader()) {
      for (long sequence = first; sequence <= upTo; sequence++) {
        if (sequence - first == MAX_RECORDS_A_PAGE) {
          return new Page<>(page, sequence - 1);
        }
        RecordedCommand command = reader.read(sequence);
        if (!visible.test(command)) {
          continue;
        }
        if (page.size() == limit || bytes >= MAX_PAGE_BYTES) {
          return new Page<>(page, page.get(page.size() - 1).sequence());
        }
        page.add(command);
        bytes += command.bytes();
      }
    }
    return new Page<>(page, null);
  }

  /**
   * Events in the order of the journal. A page holds all that fit of each of its commands, so it
   * may be longer than the limit by what the last command has.
   *
   * @param after the sequence before the first that is wanted
   * @param upTo the last sequence that may be told of; what is not indexed yet is not found
   */
  public Page<EventAt> events(EventFilter filter, long after, long upTo, int limit) {
    return events(filter, any -> true, after, upTo, limit);
  }

  /**
   * Of these events only the visible ones; see {@link #events(EventFilter, long, long, int)}.
   *
   * @param visible whether the asking user may see it; see {@link #commands}
   */
  public Page<EventAt> events(
      EventFilter filter, Predicate<EventAt> visible, long after, long upTo, int limit) {
    if (filter.commandUuid() != null) {
      return eventsOfOne(filter, visible, after, upTo);
    }
    List<EventAt> page = new ArrayList<>();
    long bytes = 0;
    int read = 0;
    EventSearch search = index.search(filter, Math.max(after + 1, firstSequence()));
    try (RecordReader reader = reader()) {
      for (long sequence; (sequence = search.next(upTo)) != 0; ) {
        if (read++ == MAX_RECORDS_A_PAGE) {
          return new Page<>(page, sequence - 1);
        }
        RecordedCommand command = reader.read(sequence);
        if (filter.isOver(command)) {
          break;
        }
        List<EventAt> fitting = fitting(filter, visible, command);
        if (!fitting.isEmpty()) {
          // whole commands only: a sequence is all that the next page can begin with
          if (!page.isEmpty()
              && (page.size() + fitting.size() > limit || bytes >= MAX_PAGE_BYTES)) {
            return new Page<>(page, page.get(page.size() - 1).command().sequence());
          }
          page.addAll(fitting);
          bytes += command.bytes();
        }
      }
    }
    return new Page<>(page, null);
  }

  private Page<EventAt> eventsOfOne(
      EventFilter filter, Predicate<EventAt> visible, long after, long upTo) {
    RecordedCommand command = command(filter.commandUuid());
    return command == null || command.sequence() <= after || command.sequence() > upTo
        ? new Page<>(List.of(), null)
        : new Page<>(fitting(filter, visible, command), null);
  }

  private static List<EventAt> fitting(
      EventFilter filter, Predicate<EventAt> visible, RecordedCommand command) {
    List<EventAt> fitting = new ArrayList<>();
    if (filter.fits(command)) {
      for (int i = 0; i < command.events().size(); i++) {
        EventAt event = new EventAt(command, i);
        if (filter.fits(event.event()) && visible.test(event)) {
          fitting.add(event);
        }
      }
    }
    return fitting;
  }

  /** Stays: segments are archived only while no server runs. */
  private long firstSequence() {
    long first = firstSequence;
    if (first == 0) {
      first = firstSequence = JournalReader.firstSequence(config.journal());
    }
    return first;
  }

  private RecordReader reader() {
    return new RecordReader(config.journal(), index, types);
  }
}
