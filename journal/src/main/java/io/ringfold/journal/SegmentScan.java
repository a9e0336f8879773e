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
    DamagedSegmentException damage) {

  /**
   * @param firstSequence that the segment should begin with, where it does not say so itself
   */
  static SegmentScan of(Path file, int number, long firstSequence) throws IOException {
    try (SegmentCursor cursor = new SegmentCursor(file, number)) {
      SegmentHead head;
      try {
        head = cursor.readHead();
      } catch (DamagedSegmentException e) {
        return new SegmentScan(number, file, null, firstSequence, false, 0, 0, e);
      }
      if (head == null) {
        return new SegmentScan(number, file, null, firstSequence, cursor.ended(), 0, 0, null);
      }
      long lastExcerpt = cursor.excerptPosition();
      long goodEnd = cursor.position();
      DamagedSegmentException damage = null;
      try {
        while (cursor.available()) {
          cursor.skip();
          lastExcerpt = cursor.excerptPosition();
          goodEnd = cursor.position();
        }
      } catch (DamagedSegmentException e) {
        damage = e;
      }
      return new SegmentScan(
          number,
          file,
          head,
          cursor.expectedSequence(),
          cursor.ended(),
          lastExcerpt,
          goodEnd,
          damage);
    }
  }
}
