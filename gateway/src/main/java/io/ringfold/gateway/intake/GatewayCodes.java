package io.ringfold.gateway.intake;

/** The codes that the gateway answers with before a command or query reaches the engine. */
public final class GatewayCodes {
  public static final String MALFORMED_MESSAGE = "malformed-message";
  public static final String MESSAGE_TOO_LARGE = "message-too-large";
  public static final String UNKNOWN_COMMAND = "unknown-command";
  public static final String COMMAND_VALIDATION_FAILED = "command-validation-failed";
  public static final String UNKNOWN_QUERY = "unknown-query";
  public static final String QUERY_VALIDATION_FAILED = "query-validation-failed";

  /** No aggregate of this name has histories. */
  public static final String NOT_FOUND = "not-found";

  /** Nobody knows who asks. */
  public static final String NOT_AUTHENTICATED = "not-authenticated";

  /** It is known who asks, and that they may not. */
  public static final String NOT_AUTHORIZED = "not-authorized";

  /** A statement went wrong over the values that it met, or took too much memory. */
  public static final String SQL_FAILED = "sql-failed";

  /** A statement took longer than it may. */
  public static final String SQL_TIMEOUT = "sql-timeout";

  private GatewayCodes() {}
}
