package io.ringfold.gateway.access;

import java.time.Instant;

/** What a caller was known by: a session, or a token. */
interface Credential {

  /** Whether it is still good; thread-safe. */
  boolean isValid(Users users, Instant now);

  /** Something happened in its name. */
  void used(Instant now);
}
