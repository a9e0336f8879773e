package io.ringfold.gateway.updates;

import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.domain.Domain;
import java.util.Set;

/**
 * Whether a stream may see an event: the one place where that is decided, live and in catching up.
 *
 * <p>Thread-safe where the set of client-ids is.
 */
public final class StreamFilter {

  /** Whose events a stream shows. */
  public enum Whose {
    /** Those of its user; where access is open, those of its client-ids. */
    MINE,
    ALL,
    NONE;

    /**
     * @throws IllegalArgumentException where the text is none of them
     */
    public static Whose of(String text) {
      return switch (text) {
        case "mine" -> MINE;
        case "all" -> ALL;
        case "none" -> NONE;
        default ->
            throw new IllegalArgumentException("updates=" + text + ": must be mine, all or none");
      };
    }
  }

  private final Whose whose;
  private final String user;
  private final Set<String> clientIds;
  private final Set<String> events;

  /**
   * @param user whose events are mine; null where access is open
   * @param clientIds whose events are mine where access is open; may grow, see {@link
   *     UpdateHub#addClientId}
   * @param events only events of these names; null for every name
   */
  public StreamFilter(Whose whose, String user, Set<String> clientIds, Set<String> events) {
    this.whose = whose;
    this.user = user;
    this.clientIds = clientIds;
    this.events = events == null ? null : Set.copyOf(events);
  }

  public Whose whose() {
    return whose;
  }

  /** Null where access is open. */
  String user() {
    return user;
  }

  Set<String> clientIds() {
    return clientIds;
  }

  /** Whether events of a command with this sender are looked at at all. */
  boolean concerns(String commandClientId, String commandUser) {
    return switch (whose) {
      case ALL -> true;
      case NONE -> false;
      case MINE ->
          user != null
              ? user.equals(commandUser)
              : commandClientId != null && clientIds.contains(commandClientId);
    };
  }

  boolean concerns(CommandEvents command) {
    return whose == Whose.ALL || concerns(command.clientId(), command.user());
  }

  /** Whether not every event of a command that concerns the stream is shown. */
  boolean isSelective() {
    return events != null;
  }

  boolean shows(Domain.EventType<?, ?> type) {
    return events == null || events.contains(type.name());
  }
}
