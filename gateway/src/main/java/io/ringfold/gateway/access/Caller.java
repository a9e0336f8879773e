package io.ringfold.gateway.access;

import io.ringfold.engine.domain.Domain;
import java.util.Set;

/**
 * On whose behalf a request, a connection or a stream acts: settled once, at its beginning. Where
 * the user's roles change, what goes on is ended, see {@link Access#lease}. Immutable.
 */
public final class Caller {

  /** Everybody, where access is open: no name, and everything is allowed. */
  public static final Caller OPEN = new Caller(null, Set.of(), null);

  private final String user;
  private final Set<String> roles;
  private final Credential credential;

  Caller(String user, Set<String> roles, Credential credential) {
    this.user = user;
    this.roles = Set.copyOf(roles);
    this.credential = credential;
  }

  /** The name that goes into every record; null where access is open. */
  public String user() {
    return user;
  }

  public Set<String> roles() {
    return roles;
  }

  /** Whether access is open, so that there are no users to tell apart. */
  public boolean isOpen() {
    return credential == null;
  }

  /** Whether everything is allowed. */
  public boolean mayDoEverything() {
    return isOpen() || roles.contains(Domain.Role.ADMIN);
  }

  /** Whether a browser sends the proof by itself, also where another site's page makes it do so. */
  public boolean isBySession() {
    return credential instanceof Sessions.Session;
  }

  Credential credential() {
    return credential;
  }
}
