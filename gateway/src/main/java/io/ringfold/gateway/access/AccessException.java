package io.ringfold.gateway.access;

/** A users file, certificate or key that cannot be used: which, why, and what to do. */
public final class AccessException extends RuntimeException {
  public AccessException(String message, Throwable cause) {
    super(message, cause);
  }

  public AccessException(String message) {
    super(message);
  }
}
