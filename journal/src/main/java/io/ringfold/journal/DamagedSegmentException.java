package io.ringfold.journal;

import java.nio.file.Path;

/**
 * Bytes of a segment that are not what a journal writes there. Whether that is a torn tail or worse
 * is for the caller to judge, so this is checked and never leaves the package.
 */
class DamagedSegmentException extends Exception {

  private final long position;

  /**
   * @param position in the file, of the first byte that could not be understood
   */
  DamagedSegmentException(Path file, long position, String flaw) {
    super(file + " at byte " + position + ": " + flaw);
    this.position = position;
  }

  long position() {
    return position;
  }
}
