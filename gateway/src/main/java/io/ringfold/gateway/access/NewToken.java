package io.ringfold.gateway.access;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A token that was just made: what its owner gets, and what is kept of it.
 *
 * @param secret {@code rf_} and 43 characters, so that a search for lost secrets finds it
 */
public record NewToken(String secret, User.Token kept) {
  private static final String PREFIX = "rf_";

  /**
   * A new one.
   *
   * @throws IllegalArgumentException where the label cannot be one
   */
  public static NewToken of(String label, Instant now, Duration life) {
    String secret = PREFIX + Secrets.random();
    Instant createdAt = now.truncatedTo(ChronoUnit.SECONDS);
    return new NewToken(
        secret, new User.Token(label, Secrets.hash(secret), createdAt, createdAt.plus(life)));
  }
}
