package io.ringfold.gateway.access;

import java.time.Duration;

/**
 * How an attempt to sign in ended.
 *
 * @param sessionId the new session's; null where there is none
 * @param putOffFor how long to wait before the next attempt makes sense; null where this one was
 *     decided
 */
public record Login(String sessionId, Duration putOffFor) {
  /** No such user, or not the user's password: which, nobody is told. */
  static final Login WRONG = new Login(null, null);

  static Login signedIn(String sessionId) {
    return new Login(sessionId, null);
  }

  static Login later(Duration putOffFor) {
    return new Login(null, putOffFor);
  }

  public boolean isSignedIn() {
    return sessionId != null;
  }

  /** Whether the password was not looked at: too many attempts, or too many at once. */
  public boolean isPutOff() {
    return putOffFor != null;
  }
}
