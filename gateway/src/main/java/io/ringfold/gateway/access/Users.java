package io.ringfold.gateway.access;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** All users, as of one reading of the users file. Immutable and thread-safe. */
public final class Users {

  /** A token and whose it is. */
  record TokenOf(User user, User.Token token) {}

  private final TreeMap<String, User> byName = new TreeMap<>();
  private final Map<String, TokenOf> byTokenHash = new HashMap<>();

  /**
   * These users.
   *
   * @throws IllegalArgumentException where two have one name, or one token
   */
  public Users(Collection<User> users) {
    for (User user : users) {
      if (byName.putIfAbsent(user.name(), user) != null) {
        throw new IllegalArgumentException("user " + user.name() + " stands there twice");
      }
      for (User.Token token : user.tokens()) {
        if (byTokenHash.putIfAbsent(token.sha256(), new TokenOf(user, token)) != null) {
          throw new IllegalArgumentException(
              "user " + user.name() + ": token " + token.label() + " stands there twice");
        }
      }
    }
  }

  /** The user of this name, or null. */
  public User user(String name) {
    return byName.get(name);
  }

  /** In order of name. */
  public Collection<User> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The token of this hash, or null. */
  TokenOf token(String sha256) {
    return byTokenHash.get(sha256);
  }

  /** With this user, in place of one of the same name. */
  public Users with(User user) {
    TreeMap<String, User> changed = new TreeMap<>(byName);
    changed.put(user.name(), user);
    return new Users(changed.values());
  }

  public Users without(String name) {
    TreeMap<String, User> changed = new TreeMap<>(byName);
    changed.remove(name);
    return new Users(changed.values());
  }
}
