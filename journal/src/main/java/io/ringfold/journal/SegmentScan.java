package io.ringfold.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What a walk over all records of a segment came upon.
 *
 * @param head null where the segment has none, or none that can be read
 * @param nextSequence the one after the last good record
 * @param ended whether the walk met the mark that the writer had gone on
 * @param lastExcerpt position of the last excerpt with a good record, or of the head
 * @param goodEnd position behind the last good record
 * @param stop position where the walk ended: of the damage, or of what was never written
 * @param chain what the chain comes to with the last good record; null where there is no head
 * @param appenderPosition where Chronicle's appender says the last excerpt to stand
 * @param damage what stopped the walk; null where it ran into space that was never written
 */
record SegmentScan(
    int number,
    Path file,
    SegmentHead head,
    long nextSequence,
    boolean ended,
    long lastExcerpt,
    long goodEnd,
    long stop,
    HashChain chain,
    long appenderPosition,
    DamagedSegmentException damage) {

  /** Whether another scan of this segment came to the same end, and so to the same bytes. */
  boolean endsAs(SegmentScan other) {
    return chain != null && chain.equals(other.chain) && nextSequence == other.nextSequence;
  }

  /**
   * Walks, and checks each record and that each excerpt carries the hash of the one before.
   *
   * @param firstSequence that the segment should begin with, where it does not say so itself
   * @throws JournalException where whole records are not what belongs there
   */
  static SegmentScan of(Path file, int number, long firstSequence) throws IOException {
    try (SegmentCursor cursor = new SegmentCursor(file, number)) {
      SegmentHead head = null;
      long lastExcerpt = 0;
      long goodEnd = 0;
      DamagedSegmentException damage = null;
      HashChain chain = null;
      boolean withinExcerpt = false;
      try {
        head = cursor.readHead();
        if (head != null) {
          lastExcerpt = cursor.excerptPosition();
          goodEnd = cursor.position();
          chain = new HashChain();
          chain.add(cursor.buffer(), cursor.excerptOffset(), cursor.excerptLength());
          while (cursor.available()) {
            if (cursor.atExcerptStart()) {
              cursor.requireChain(chain);
            }
            // of the bytes that were checked: another read of them might give others
            cursor.addTo(chain);
            cursor.skip();
            lastExcerpt = cursor.excerptPosition();
            goodEnd = cursor.position();
            withinExcerpt = !cursor.atExcerptEnd();
            if (!withinExcerpt) {
              chain.endExcerpt();
            }
          }
        }
      } catch (BrokenChainException e) {
        throw new JournalException(
            "the journal cannot be trusted: "
                + e.getMessage()
                + ". Nothing was changed. "
                + JournalCheck.ADVICE,
            e);
      } catch (DamagedSegmentException e) {
        damage = e;
      }
      if (withinExcerpt) {
        chain.endExcerpt();
      }
      return new SegmentScan(
          number,
          file,
          head,
          head == null ? firstSequence : cursor.expectedSequence(),
          cursor.ended(),
          lastExcerpt,
          goodEnd,
          damage == null ? cursor.position() : damage.position(),
          chain,
          cursor.appenderPosition(),
          damage);
    }
  }
}
