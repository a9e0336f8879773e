package io.ringfold.gateway.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who has signed in with a password: in memory only, so a restart signs everybody out. That keeps
 * what could be stolen off the disk; programs, which should not have to sign in again, have tokens.
 * Thread-safe.
 */
final class Sessions {

  /** More at once, and the user's least used one ends: memory is bounded by the number of users. */
  static final int MAX_PER_USER = 50;

  /** One session; its id is known to the browser only. */
  static final class Session implements Credential {
    private final String user;
    private final String stamp;
    private final Instant endsAt;
    private final Duration maxIdle;
    private volatile Instant usedAt;
    private volatile boolean ended;

    private Session(User user, Instant now, Duration maxIdle, Duration maxAge) {
      this.user = user.name();
      this.stamp = user.stamp();
      this.maxIdle = maxIdle;
      this.endsAt = now.plus(maxAge);
      this.usedAt = now;
    }

    @Override
    public boolean isValid(Users users, Instant now) {
      User known = users.user(user);
      return !ended
          && known != null
          && known.stamp().equals(stamp)
          && now.isBefore(endsAt)
          && now.isBefore(usedAt.plus(maxIdle));
    }

    @Override
    public void used(Instant now) {
      usedAt = now;
    }
  }

  private final InstantSource clock;
  private final Duration maxIdle;
  private final Duration maxAge;
  private final Map<String, Session> byHash = new ConcurrentHashMap<>();

  /**
   * @param maxIdle a session of which nothing was heard so long ends
   * @param maxAge and every session after this time
   */
  Sessions(InstantSource clock, Duration maxIdle, Duration maxAge) {
    this.clock = clock;
    this.maxIdle = maxIdle;
    this.maxAge = maxAge;
  }

  /** Begins one; returns its id. */
  String begin(User user) {
    String id = Secrets.random();
    byHash.put(Secrets.hash(id), new Session(user, clock.instant(), maxIdle, maxAge));
    List<Session> own =
        byHash.values().stream()
            .filter(session -> session.user.equals(user.name()))
            .sorted(Comparator.comparing((Session session) -> session.usedAt))
            .toList();
    for (int i = 0; i < own.size() - MAX_PER_USER; i++) {
      own.get(i).ended = true;
    }
    byHash.values().removeIf(session -> session.ended);
    return id;
  }

  /** Of whom this is the session, if it is a good one; else null. */
  Caller caller(String id, Users users) {
    String hash = Secrets.hash(id);
    Session session = hash == null ? null : byHash.get(hash);
    Instant now = clock.instant();
    if (session == null || !session.isValid(users, now)) {
      return null;
    }
    session.used(now);
    return new Caller(session.user, users.user(session.user).roles(), session);
  }

  void end(String id) {
    String hash = Secrets.hash(id);
    Session session = hash == null ? null : byHash.remove(hash);
    if (session != null) {
      session.ended = true;
    }
  }

  /** Forgets those that are over. */
  void sweep(Users users) {
    Instant now = clock.instant();
    byHash.values().removeIf(session -> !session.isValid(users, now));
  }

  int count() {
    return byHash.size();
  }
}
