package io.ringfold.gateway.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One user, as the users file has it. Immutable; the with-methods give a changed copy.
 *
 * @param name stands in every record that the user causes
 * @param passwordHash null for a user that only has tokens
 * @param roles in order of name
 * @param stamp random; a session lives as long as its user has the stamp that it began with
 * @param tokens in the order in which they were made
 */
public record User(
    String name, String passwordHash, SortedSet<String> roles, String stamp, List<Token> tokens) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern STAMP = Pattern.compile("[0-9a-f]{16}");
  private static final int STAMP_BYTES = 8;

  /**
   * What a program shows instead of a password.
   *
   * @param label its name among the user's
   * @param sha256 of the token, in hexadecimal
   */
  public record Token(String label, String sha256, Instant createdAt, Instant expiresAt) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Token {
      requireName("token", label);
      if (!SHA256.matcher(sha256).matches()) {
        throw new IllegalArgumentException("token " + label + ": sha256 must be 64 hex digits");
      }
    }

    boolean isExpired(Instant now) {
      return !now.isBefore(expiresAt);
    }
  }

  /**
   * Checked.
   *
   * @throws IllegalArgumentException naming what cannot be
   */
  public User {
    requireName("user", name);
    String flaw = passwordHash == null ? null : Passwords.flaw(passwordHash);
    if (flaw != null) {
      throw new IllegalArgumentException("user " + name + ": password: " + flaw);
    }
    for (String role : roles) {
      if (!ROLE.matcher(role).matches()) {
        throw new IllegalArgumentException(
            "user " + name + ": role \"" + role + "\" must be kebab-case, like teller");
      }
    }
    if (!STAMP.matcher(stamp).matches()) {
      throw new IllegalArgumentException("user " + name + ": stamp must be 16 hex digits");
    }
    if (tokens.stream().map(Token::label).distinct().count() < tokens.size()) {
      throw new IllegalArgumentException("user " + name + ": two tokens have one label");
    }
    roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    tokens = List.copyOf(tokens);
  }

  private static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " \""
              + name
              + "\": a name has 1 to 64 letters, digits and . _ @ -, and begins with a letter or"
              + " digit");
    }
  }

  /**
   * A new one.
   *
   * @param passwordHash null for none
   */
  public static User of(String name, String passwordHash, SortedSet<String> roles) {
    return new User(name, passwordHash, roles, newStamp(), List.of());
  }

  /** With another password; its sessions end. */
  public User withPassword(String hash) {
    return new User(name, hash, roles, newStamp(), tokens);
  }

  public User withRoles(SortedSet<String> changed) {
    return new User(name, passwordHash, changed, stamp, tokens);
  }

  public User withToken(Token token) {
    List<Token> more = new ArrayList<>(tokens);
    more.add(token);
    return new User(name, passwordHash, roles, stamp, more);
  }

  /** Without this token; its sessions stay. */
  public User withoutToken(String label) {
    return new User(
        name,
        passwordHash,
        roles,
        stamp,
        tokens.stream().filter(token -> !token.label().equals(label)).toList());
  }

  /** Without any token, and its sessions end. */
  public User withoutAccess() {
    return new User(name, passwordHash, roles, newStamp(), List.of());
  }

  /** The token of this label, or null. */
  public Token token(String label) {
    return tokens.stream().filter(token -> token.label().equals(label)).findFirst().orElse(null);
  }

  private static String newStamp() {
    return Secrets.randomHex(STAMP_BYTES);
  }
}
