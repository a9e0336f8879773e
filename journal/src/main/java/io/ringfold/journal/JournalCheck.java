package io.ringfold.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableMap;

/**
 * Checks a journal before it is appended to: the segments follow each other, every record from a
 * sequence on is whole and the next of the one before. Changes nothing.
 *
 * <p>The chain is checked on the way: each excerpt carries the hash of the one before. That costs
 * less than the replay that follows.
 */
final class JournalCheck {

  /** What to do about damage, for the end of a message. */
  static final String ADVICE =
      "'ringfold replay-tool verify --data <dir>' tells all that is damaged; keep a copy of the"
          + " directory, and restore it from a backup";

  /** What is left to do about records at the end that nobody has any more. */
  static final String ACCEPT_LOSS =
      "Where there is no backup, 'ringfold replay-tool repair --data <dir>' tells what is lost, and"
          + " with --accept-loss gives it up, evidence kept";

  private final Path directory;
  private final NavigableMap<Integer, Path> files;

  JournalCheck(Path directory, NavigableMap<Integer, Path> files) {
    this.directory = directory;
    this.files = files;
  }

  /**
   * Walks over the records.
   *
   * @return the last segment, as far as it is good
   * @throws JournalException at damage in any segment before the last
   */
  SegmentScan run(long checkFrom) throws IOException {
    return walk(segmentOf(checkFrom), checkFrom);
  }

  /** The same over all that is there, wherever it begins. */
  SegmentScan runAll() throws IOException {
    return walk(files.firstKey(), Long.MAX_VALUE);
  }

  private SegmentScan walk(int start, long checkFrom) throws IOException {
    long expected = 0;
    SegmentScan last = null;
    for (var entry : files.tailMap(start, true).entrySet()) {
      if (last != null) {
        requireWhole(last);
      }
      SegmentScan scan = SegmentScan.of(entry.getValue(), entry.getKey(), Math.max(expected, 1));
      if (scan.head() != null && last == null && scan.head().firstSequence() > checkFrom) {
        throw refuse(
            "it begins with sequence "
                + scan.head().firstSequence()
                + ", the newest snapshot that can be read leaves "
                + checkFrom
                + " and what follows to it. Were segments archived, then put those files back from"
                + " the archive's journal into "
                + directory);
      }
      if (scan.head() != null && expected != 0 && scan.head().firstSequence() != expected) {
        throw refuse(
            entry.getValue()
                + " begins with sequence "
                + scan.head().firstSequence()
                + " where "
                + expected
                + " belongs");
      }
      if (scan.head() != null && last != null && !scan.head().chainBefore().equals(last.chain())) {
        throw refuse(
            entry.getValue()
                + " does not continue the chain of "
                + last.file()
                + ": one of the two was changed, or is of another journal");
      }
      expected = scan.nextSequence();
      last = scan;
    }
    return last;
  }

  /** The last segment that begins at or before a sequence; the first, where none does. */
  private int segmentOf(long sequence) throws IOException {
    for (int number : files.descendingKeySet()) {
      if (number == files.firstKey()) {
        break;
      }
      try (SegmentCursor cursor = new SegmentCursor(files.get(number), number)) {
        SegmentHead head = cursor.readHead();
        if (head != null && head.firstSequence() <= sequence) {
          return number;
        }
      } catch (DamagedSegmentException e) {
        // the walk will come to it and say so, or cut it where it is the last
        continue;
      }
    }
    return files.firstKey();
  }

  private void requireWhole(SegmentScan scan) {
    if (scan.head() == null || scan.damage() != null) {
      throw refuse(
          (scan.damage() == null ? scan.file() + " has no head" : scan.damage().getMessage())
              + "; records after it are there, so this is not a torn tail");
    }
  }

  /**
   * Refuses a journal whose good part ends before what had been forced.
   *
   * @param forced null where that is not known
   * @param reach up to where records can be had, from the commit log, too
   * @param tear what stands behind the good part; null for nothing
   */
  void requireForced(ForcedWatermark.Mark forced, SegmentScan last, long reach, String tear) {
    requireForced(forced, last.head() == null ? last.number() - 1 : last.number(), reach, tear);
  }

  void requireForced(ForcedWatermark.Mark forced, int lastSegment, long lastSequence, String tear) {
    String missing = missing(forced, lastSegment, lastSequence, tear);
    if (missing != null) {
      throw new JournalException(refuse(missing).getMessage() + ". " + ACCEPT_LOSS);
    }
  }

  /** What is not there although it had been forced, for a message; null for nothing. */
  static String missing(
      ForcedWatermark.Mark forced, int lastSegment, long lastSequence, String tear) {
    if (forced == null || forced.sequence() <= lastSequence && forced.segment() <= lastSegment) {
      return null;
    }
    String end = "it ends with sequence " + lastSequence + (tear == null ? "" : " (" + tear + ")");
    String known = "; its file " + ForcedWatermark.NAME + " tells that ";
    String segment =
        forced.segment() > lastSegment
            ? "segment " + forced.segment() + " (" + SegmentFiles.name(forced.segment()) + ")"
            : null;
    if (forced.sequence() <= lastSequence) {
      return end + known + segment + " had been begun: it is missing or unreadable";
    }
    return end
        + known
        + "everything up to sequence "
        + forced.sequence()
        + (segment == null ? "" : ", in " + segment + ",")
        + " had been forced, so this is not a torn tail: "
        + sequences(lastSequence + 1, forced.sequence())
        + " missing or unreadable";
  }

  private static String sequences(long first, long last) {
    return first == last
        ? "sequence " + first + " is"
        : "sequences " + first + " to " + last + " are";
  }

  JournalException refuse(String what) {
    return new JournalException(
        "the journal "
            + directory
            + " cannot be trusted: "
            + what
            + ". Nothing was changed. "
            + ADVICE);
  }
}
