package io.ringfold.analytics;

/** The tables cannot be made, filled or asked. The message is for whoever asked. */
public final class TablesException extends RuntimeException {
  public TablesException(String message) {
    super(message);
  }

  public TablesException(String message, Throwable cause) {
    super(message, cause);
  }
}
