package io.ringfold.client;

/**
 * A command or query was not done, and why.
 *
 * <p>{@link #code()} is the server's (docs/protocol.md lists them; a domain has its own for
 * rejections) or one of the client's own: {@link #NOT_CONNECTED}, {@link #NO_ANSWER}, {@link
 * #CLOSED}, {@link #PROTOCOL}. With one of the client's own it is unknown whether a command was
 * processed: send it again under the same uuid to find out.
 */
public final class RingfoldException extends RuntimeException {

  /** There is no connection, and the time to wait for one is over. */
  public static final String NOT_CONNECTED = "not-connected";

  /** The connection lives, but commands were not answered in time. */
  public static final String NO_ANSWER = "no-answer";

  /** The client was closed before the answer came. */
  public static final String CLOSED = "closed";

  /** The server refused the connection for good, or sent what the protocol does not know. */
  public static final String PROTOCOL = "protocol";

  private final String code;
  private final String explanation;
  private final long seq;
  private final boolean duplicate;

  RingfoldException(String code, String message, long seq, boolean duplicate, Throwable cause) {
    super(code + ": " + message, cause);
    this.code = code;
    this.explanation = message;
    this.seq = seq;
    this.duplicate = duplicate;
  }

  RingfoldException(String code, String message, Throwable cause) {
    this(code, message, 0, false, cause);
  }

  /** Stable, kebab-case. */
  public String code() {
    return code;
  }

  /** What the message says after the code. */
  public String explanation() {
    return explanation;
  }

  /** The sequence of a rejection that the server recorded; 0 where it recorded nothing. */
  public long seq() {
    return seq;
  }

  /** Whether this repeats the answer to a command that was processed before. */
  public boolean duplicate() {
    return duplicate;
  }

  /** Whether it says that the server had no room or was not ready: nothing was processed. */
  public boolean isTemporary() {
    return code.equals("busy") || code.equals("unavailable");
  }
}
