package io.ringfold.index;

import java.util.UUID;

/**
 * The 32-bit hashes that entries stand under. Each index has a seed of its own: clients choose
 * uuids, and must not be able to choose ones that all meet under one hash.
 *
 * <p>Immutable; part of the index's format.
 */
final class Hashes {
  private static final long USER = 'u';
  private static final long EVENT_NAME = 'e';
  private static final long HAS_EVENTS = 'a';
  private static final long KEY = 'k';

  private final long seed;
  private final int hasEvents;

  Hashes(long seed) {
    this.seed = seed;
    hasEvents = (int) mix(seed + HAS_EVENTS);
  }

  /** In the uuids: of a command and of an event alike. */
  int uuid(UUID uuid) {
    return (int) mix(mix(seed ^ uuid.getMostSignificantBits()) ^ uuid.getLeastSignificantBits());
  }

  /** In the terms. */
  int user(String user) {
    return text(USER, user);
  }

  /** In the terms. */
  int eventName(String name) {
    return text(EVENT_NAME, name);
  }

  /** In the terms: of an aggregate that an event is of. */
  int key(String aggregate, String key) {
    return text(mix(KEY ^ eventName(aggregate)), key);
  }

  /** In the terms: every record with at least one event. */
  int hasEvents() {
    return hasEvents;
  }

  private int text(long kind, String text) {
    long hash = mix(seed + kind);
    for (int i = 0; i < text.length(); i++) {
      hash = mix(hash ^ text.charAt(i));
    }
    return (int) hash;
  }

  /** The finalizer of {@link java.util.SplittableRandom}. */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
