package io.ringfold.gateway.json;

/** A text that is not JSON, or JSON that is no message. The message says what and where. */
public final class MalformedException extends Exception {

  public MalformedException(String message) {
    // an answer to a client, not a bug: no stack trace
    super(message, null, false, false);
  }
}
