package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How far the journal reached when it was looked at: a server that is at work adds to it meanwhile.
 *
 * @param segments oldest first, one or more
 */
record Extent(List<SegmentInfo> segments) {

  /**
   * That of a data directory.
   *
   * @throws JournalException where the journal is damaged at its end
   */
  static Extent of(Path dataDirectory, List<Path> archives) {
    List<SegmentInfo> segments = JournalReader.segments(Recovery.journals(dataDirectory, archives));
    if (segments.isEmpty()) {
      throw new ToolException(
          "there is no journal yet in "
              + dataDirectory.toAbsolutePath()
              + ": no server has run on it");
    }
    return new Extent(segments);
  }

  /**
   * The same, or empty where damage hides the end: what stands before it can be read none the less.
   */
  static Optional<Extent> unlessDamaged(Path dataDirectory, List<Path> archives) {
    try {
      return Optional.of(of(dataDirectory, archives));
    } catch (JournalException e) {
      return Optional.empty();
    }
  }

  /** Refuses a sequence that is not in the journal. */
  void require(long sequence, String option) {
    if (sequence < first() || sequence > last()) {
      throw new ToolException(option + " " + sequence + " is not in the journal: it " + describe());
    }
  }

  /** The sequence of the first record, or that which it will have. */
  long first() {
    return segments.get(0).firstSequence();
  }

  /** The sequence of the last record; one less than {@link #first} where there is none. */
  long last() {
    return segments.get(segments.size() - 1).lastSequence();
  }

  /** For a person. */
  String describe() {
    return last() < first() ? "is empty" : "holds sequences " + first() + " to " + last();
  }
}
