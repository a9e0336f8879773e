package io.ringfold.journal;

import java.nio.file.Path;

/**
 * Whole records that do not follow from those before: no crash leaves that, so nothing behind them
 * is looked at as a torn tail.
 */
final class BrokenChainException extends DamagedSegmentException {

  private static final long serialVersionUID = 1L;

  BrokenChainException(Path file, long position, String what) {
    super(file, position, what);
  }
}
