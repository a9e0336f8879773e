package io.ringfold.bench.result;

/** A row could not be measured, or its checks failed; the message says what, and where to look. */
public final class BenchException extends RuntimeException {
  public BenchException(String message) {
    super(message);
  }

  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
