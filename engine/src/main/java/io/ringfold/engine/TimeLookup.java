package io.ringfold.engine;

import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.agrona.DirectBuffer;

/**
 * Finds the sequence that a time stands for: that of the last command at or before it. Searches the
 * first records of the segments, then reads one segment: the cost does not grow with the journal.
 *
 * <p>Rests on a promise of the engine: the times of the records never decrease, whatever the clocks
 * of the ingress did. Takes no lock and writes nothing. Immutable, thread-safe; interrupting the
 * thread ends a lookup with an exception.
 */
public final class TimeLookup {

  /** How far a lookup may read beyond the record that it looks for; an excerpt has up to 1 MiB. */
  private static final int EXCERPTS_A_POLL = 8;

  private static final Instant EARLIEST = Instant.ofEpochSecond(Long.MIN_VALUE / 1_000_000 + 1);
  private static final Instant LATEST = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000 - 1);

  private final List<Path> journals;

  /**
   * @param journals the directories of a journal as {@link Recovery#journals} gives them: those of
   *     archives, then that which a server appends to
   */
  public TimeLookup(List<Path> journals) {
    this.journals = List.copyOf(journals);
  }

  /**
   * The sequence of the last command at or before a time.
   *
   * @param upToSequence no record after it is looked at; beside a live server one that is settled
   * @return 0 where the first command of all came later; empty where the journal begins with a
   *     later command than the first and all that it holds came later: which one it was, only the
   *     archived segments tell
   * @throws EngineException where the journal cannot be read
   */
  public OptionalLong sequenceAt(Instant time, long upToSequence) {
    try {
      return search(micros(time), upToSequence);
    } catch (JournalException e) {
      throw new EngineException("the sequence at " + time + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new EngineException("the sequence at " + time + ": a record is unreadable: " + e, e);
    }
  }

  /** As the records count; a time that no record can have becomes the nearest that one can. */
  private static long micros(Instant time) {
    if (time.isBefore(EARLIEST)) {
      return Long.MIN_VALUE;
    }
    return time.isAfter(LATEST) ? Long.MAX_VALUE : Micros.of(time);
  }

  private OptionalLong search(long timeMicros, long upToSequence) {
    List<SegmentInfo> segments =
        JournalReader.segments(journals).stream()
            .filter(each -> each.lastSequence() >= each.firstSequence())
            .filter(each -> each.firstSequence() <= upToSequence)
            .toList();
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isAtOrBefore(segments.get(middle).firstSequence(), timeMicros)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      boolean whole = segments.isEmpty() ? upToSequence == 0 : segments.get(0).firstSequence() == 1;
      return whole ? OptionalLong.of(0) : OptionalLong.empty();
    }
    SegmentInfo found = segments.get(low - 1);
    return OptionalLong.of(
        lastAtOrBefore(
            timeMicros, found.firstSequence(), Math.min(found.lastSequence(), upToSequence)));
  }

  private boolean isAtOrBefore(long sequence, long timeMicros) {
    return lastAtOrBefore(timeMicros, sequence, sequence) == sequence;
  }

  /** 0 where the first of them came later already. */
  private long lastAtOrBefore(long timeMicros, long fromSequence, long toSequence) {
    Search search = new Search(timeMicros);
    try (JournalReader reader = JournalReader.open(journals, fromSequence)) {
      while (!search.over && reader.nextSequence() <= toSequence) {
        if (reader.poll(search, toSequence, EXCERPTS_A_POLL) == 0) {
          throw new EngineException(
              "the journal ends at sequence "
                  + (reader.nextSequence() - 1)
                  + ", before "
                  + toSequence);
        }
      }
    }
    return search.found;
  }

  private static final class Search implements JournalHandler {
    private final long timeMicros;
    private final RecordView view = new RecordView();
    private long found;
    private boolean over;

    Search(long timeMicros) {
      this.timeMicros = timeMicros;
    }

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      // what the commands were does not matter
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      if (over) {
        return;
      }
      if (view.wrap(buffer, offset, length).timeMicros() <= timeMicros) {
        found = sequence;
      } else {
        over = true;
      }
    }
  }
}
