package io.ringfold.journal;

/** A journal that could not be read, written or trusted. The message says where and what to do. */
public final class JournalException extends RuntimeException {

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
