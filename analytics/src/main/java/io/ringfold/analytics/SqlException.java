package io.ringfold.analytics;

/** A question that gets no answer. The message is for whoever asked. */
public final class SqlException extends RuntimeException {

  /** Why not. */
  public enum Reason {
    /** It is no SQL, names what there is not, or is something else than one SELECT. */
    INVALID,
    /** It went wrong on the way: a conversion, a division, too little memory. */
    FAILED,
    /** It took longer than it might. */
    TIMEOUT,
    /** Too many ask at once. */
    BUSY,
    /** The tables do not reach the sequence yet. */
    NOT_YET,
    /** The tables cannot be asked at all now. */
    UNAVAILABLE
  }

  private final Reason reason;

  public SqlException(Reason reason, String message) {
    // an answer, not a bug: no stack trace
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
