package io.ringfold.gateway.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords. Attempts are counted three ways; each allows some freely, then
 * one after a wait that doubles up to a limit, and forgets after a while without any:
 *
 * <pre>
 *   by address                 10 free, then up to 60 s   one attacker, many names
 *   by name, known address      5 free, then up to 60 s   an address from which the user has signed in
 *   by name, other addresses   10 free, then up to  5 s   many attackers, one name
 * </pre>
 *
 * So nobody can lock a user out: not at all from where the user has signed in since the start, and
 * elsewhere for seconds at a time only. Names that do not exist are counted like those that do. An
 * attempt counts when it begins, so that a hundred at once are a hundred; a right password takes
 * its own back. Memory is bounded: of each kind the longest unused go first. Thread-safe.
 */
final class LoginThrottle {
  static final int MAX_ENTRIES = 10_000;

  private static final int IPV6_SITE_BYTES = 8;
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

  private static final class Attempts {
    private int count;
    private Instant last;
  }

  /** Attempts by some key. */
  private static final class Counter extends LinkedHashMap<String, Attempts> {
    private final int free;
    private final Duration longest;

    Counter(int free, Duration longest) {
      super(16, 0.75f, true);
      this.free = free;
      this.longest = longest;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
      return size() > MAX_ENTRIES;
    }

    Duration wait(String key, Instant now) {
      Attempts attempts = get(key);
      if (attempts == null || attempts.count < free) {
        return Duration.ZERO;
      }
      if (now.isAfter(attempts.last.plus(FORGOTTEN_AFTER))) {
        remove(key);
        return Duration.ZERO;
      }
      int doublings = Math.min(attempts.count - free, 16);
      Duration pause = Duration.ofSeconds(1L << doublings);
      Duration left =
          Duration.between(now, attempts.last.plus(pause.compareTo(longest) < 0 ? pause : longest));
      return left.isNegative() ? Duration.ZERO : left;
    }

    void add(String key, Instant now) {
      Attempts attempts = computeIfAbsent(key, any -> new Attempts());
      attempts.count++;
      attempts.last = now;
    }

    void takeBack(String key) {
      Attempts attempts = get(key);
      if (attempts != null && --attempts.count <= 0) {
        remove(key);
      }
    }
  }

  private final InstantSource clock;
  private final Counter byAddress = new Counter(10, Duration.ofSeconds(60));
  private final Counter byNameKnown = new Counter(5, Duration.ofSeconds(60));
  private final Counter byNameOther = new Counter(10, Duration.ofSeconds(5));

  /** Names with an address from which they have signed in. */
  private final Counter known = new Counter(0, Duration.ZERO);

  LoginThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * An attempt begins, if it may.
   *
   * @return zero where it may; else how long to wait, and nothing is counted
   */
  synchronized Duration begin(String name, InetAddress address) {
    Instant now = clock.instant();
    String from = site(address);
    Counter byName = byName(name, from);
    String key = byName == byNameKnown ? pair(name, from) : name;
    Duration one = byAddress.wait(from, now);
    Duration other = byName.wait(key, now);
    Duration wait = one.compareTo(other) > 0 ? one : other;
    if (wait.isZero()) {
      byAddress.add(from, now);
      byName.add(key, now);
    }
    return wait;
  }

  /** The attempt had the right password. */
  synchronized void succeeded(String name, InetAddress address) {
    String from = site(address);
    byAddress.takeBack(from);
    if (byName(name, from) == byNameKnown) {
      byNameKnown.remove(pair(name, from));
    } else {
      byNameOther.takeBack(name);
      known.add(pair(name, from), clock.instant());
    }
  }

  private Counter byName(String name, String from) {
    return known.get(pair(name, from)) == null ? byNameOther : byNameKnown;
  }

  /** For tests: how many entries there are. */
  synchronized int size() {
    return byAddress.size() + byNameKnown.size() + byNameOther.size() + known.size();
  }

  private static String pair(String name, String from) {
    return from + " " + name;
  }

  /** One customer of an IPv6 provider has at least 2^64 addresses: these are one. */
  private static String site(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_SITE_BYTES) : bytes);
  }
}
