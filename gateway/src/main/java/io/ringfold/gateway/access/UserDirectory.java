package io.ringfold.gateway.access;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users as they are now: read at the start, and again whenever the file changes. A file that
 * cannot be read then leaves the users as they were. Thread-safe.
 */
final class UserDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UserDirectory.class);

  private final UsersFile file;
  private final Permissions permissions;
  private final Runnable onChange;
  private final FileWatch watch;
  private volatile Users users;

  /**
   * @param onChange called after the users have changed
   * @throws AccessException where the file cannot be read, is malformed or holds nobody
   */
  UserDirectory(UsersFile file, Permissions permissions, Runnable onChange) throws AccessException {
    this.file = file;
    this.permissions = permissions;
    this.onChange = onChange;
    watch = new FileWatch("users", List.of(file.path()), this::readAgain);
    users = file.read();
    if (users.all().isEmpty()) {
      watch.close();
      throw new AccessException(
          "users file "
              + file.path()
              + " holds nobody, so nobody could sign in; add somebody with: ringfold user add"
              + " <name> --users "
              + file.path());
    }
    warnOfUnknownRoles();
    watch.start();
  }

  Users users() {
    return users;
  }

  private void readAgain() {
    try {
      users = file.read();
    } catch (AccessException e) {
      LOG.error("{}; the users stay as they were", e.getMessage());
      return;
    }
    LOG.info("users file {} has changed: {} users", file.path(), users.all().size());
    warnOfUnknownRoles();
    onChange.run();
  }

  /** Roles that no domain declares (any more) let nobody do anything; that may be a mistake. */
  private void warnOfUnknownRoles() {
    for (User user : users.all()) {
      for (String role : user.roles()) {
        if (!permissions.roles().containsKey(role)) {
          LOG.warn("user {} has the role {}, which no served domain declares", user.name(), role);
        }
      }
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
