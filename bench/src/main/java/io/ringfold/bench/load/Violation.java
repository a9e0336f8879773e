package io.ringfold.bench.load;

/**
 * The server did what the protocol forbids, or left out what it promises; the message says what.
 */
public final class Violation extends RuntimeException {
  Violation(String message) {
    super(message);
  }
}
