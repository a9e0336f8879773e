package io.ringfold.index;

/** The store does not hold what was put into it: it has to be made again. */
final class DamagedIndexException extends RuntimeException {
  DamagedIndexException(String message) {
    super(message);
  }

  DamagedIndexException(String message, Throwable cause) {
    super(message, cause);
  }
}
