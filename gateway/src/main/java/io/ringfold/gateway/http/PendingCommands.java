package io.ringfold.gateway.http;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The commands that came over HTTP and were not answered by the engine yet: as many as the ring
 * holds, at most. Thread-safe.
 */
final class PendingCommands {

  /**
   * A command on its way.
   *
   * @param data its record
   * @param copies how many times it is on its way: a resend may overtake the first answer
   */
  record Pending(String name, Object data, String user, int copies) {}

  private final Map<UUID, Pending> pending = new ConcurrentHashMap<>();

  /** Before it is published. */
  void add(UUID uuid, String name, Object data, String user) {
    pending.merge(
        uuid,
        new Pending(name, data, user, 1),
        (first, again) ->
            new Pending(first.name(), first.data(), first.user(), first.copies() + 1));
  }

  /** It was answered, or never published. */
  void remove(UUID uuid) {
    pending.computeIfPresent(
        uuid,
        (any, one) ->
            one.copies() == 1
                ? null
                : new Pending(one.name(), one.data(), one.user(), one.copies() - 1));
  }

  /** Null where it is not on its way. */
  Pending get(UUID uuid) {
    return pending.get(uuid);
  }
}
