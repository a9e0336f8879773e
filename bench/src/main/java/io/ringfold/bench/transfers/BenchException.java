package io.ringfold.bench.transfers;

/** A row could not be measured, or its checks failed; the message says what, and where to look. */
public final class BenchException extends RuntimeException {
  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
