package io.ringfold.gateway.format;

/** A text that is not of its format, or is no message. The message says what and where. */
public final class MalformedException extends Exception {

  public MalformedException(String message) {
    // an answer to a client, not a bug: no stack trace
    super(message, null, false, false);
  }
}
