package io.ringfold.gateway.websocket;

import io.ringfold.engine.domain.Domains;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client asks for in the address of {@code /ws}. Immutable.
 *
 * @param updates which events are pushed
 * @param events only events of these names; null for every name
 * @param batch whether several messages may come in one frame
 */
record ConnectionParameters(Updates updates, Set<String> events, boolean batch) {

  /** Whose events are pushed. */
  enum Updates {
    /** Those caused by commands of the client-ids that this connection has used. */
    MINE,
    ALL,
    NONE
  }

  private static final Set<String> NOT_SERVED = Set.of("from");

  boolean wants(String event) {
    return events == null || events.contains(event);
  }

  /**
   * Reads the query parameters of the handshake.
   *
   * @throws IllegalArgumentException saying which one cannot be taken, and why
   */
  static ConnectionParameters of(Map<String, Deque<String>> query, Domains domains) {
    Updates updates = Updates.MINE;
    Set<String> events = null;
    boolean batch = true;
    for (Map.Entry<String, Deque<String>> parameter : query.entrySet()) {
      String name = parameter.getKey();
      if (parameter.getValue().size() != 1) {
        throw new IllegalArgumentException("parameter " + name + " is given more than once");
      }
      String value = parameter.getValue().getFirst();
      switch (name) {
        case "updates" -> updates = updates(value);
        case "events" -> events = events(value, domains);
        case "batch" -> batch = bool(name, value);
        default ->
            throw new IllegalArgumentException(
                NOT_SERVED.contains(name)
                    ? "parameter " + name + " is not served by this version"
                    : "parameter \"" + name + "\" is unknown; there are updates, events and batch");
      }
    }
    return new ConnectionParameters(updates, events, batch);
  }

  private static Updates updates(String value) {
    return switch (value) {
      case "mine" -> Updates.MINE;
      case "all" -> Updates.ALL;
      case "none" -> Updates.NONE;
      default ->
          throw new IllegalArgumentException("updates=" + value + ": must be mine, all or none");
    };
  }

  private static Set<String> events(String value, Domains domains) {
    Set<String> names = Set.copyOf(List.of(value.split(",", -1)));
    for (String name : names) {
      if (domains.event(name) == null) {
        throw new IllegalArgumentException("events: there is no event \"" + name + "\"");
      }
    }
    return names;
  }

  private static boolean bool(String name, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(name + "=" + value + ": must be true or false");
    };
  }
}
