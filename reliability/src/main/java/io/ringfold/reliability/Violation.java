package io.ringfold.reliability;

/** A promise was not kept. An error, so that no stage takes it for a listener's own trouble. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String promise;

  Violation(String promise, String how) {
    this(promise, how, null);
  }

  Violation(String promise, String how, Throwable cause) {
    super(promise + ": " + how, cause);
    this.promise = promise;
  }

  /** Which one, in a few words. */
  String promise() {
    return promise;
  }
}
