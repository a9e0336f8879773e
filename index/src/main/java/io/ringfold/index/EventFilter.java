package io.ringfold.index;

import java.util.UUID;

/**
 * Which events are wanted: those for which everything that is not null holds. Immutable.
 *
 * @param name of the event
 * @param user who sent the command
 * @param commandUuid of the command that caused it
 * @param sinceMicros its time is this or later, in microseconds since the epoch
 * @param untilMicros its time is this or earlier
 * @param key of the aggregate that it is of
 */
public record EventFilter(
    String name,
    String user,
    UUID commandUuid,
    Long sinceMicros,
    Long untilMicros,
    AggregateKey key) {

  /** All events. */
  public static final EventFilter ALL = new EventFilter(null, null, null, null, null);

  /** Whatever aggregate they are of. */
  public EventFilter(
      String name, String user, UUID commandUuid, Long sinceMicros, Long untilMicros) {
    this(name, user, commandUuid, sinceMicros, untilMicros, null);
  }

  /** All events of one aggregate. */
  public static EventFilter of(AggregateKey key) {
    return new EventFilter(null, null, null, null, null, key);
  }

  /** What can be said of the command alone. */
  boolean fits(RecordedCommand command) {
    return (user == null || user.equals(command.user()))
        && (commandUuid == null || commandUuid.equals(command.uuid()))
        && (sinceMicros == null || command.timeMicros() >= sinceMicros)
        && !isOver(command);
  }

  /** Whether this command, and so every later one, is too late. */
  boolean isOver(RecordedCommand command) {
    return untilMicros != null && command.timeMicros() > untilMicros;
  }

  boolean fits(RecordedEvent event) {
    return (name == null || name.equals(event.name())) && (key == null || key.isIn(event));
  }
}
