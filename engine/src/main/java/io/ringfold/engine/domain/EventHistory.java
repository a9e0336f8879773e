package io.ringfold.engine.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed about an event, version by version, so that what older code wrote is read as the
 * class of today. A change log: each version says what it changed, in ascending order, and is never
 * edited when a later one comes.
 *
 * <pre>{@code
 * .event("written", 4, Written.class, Notes::written, past -> past
 *     .version(2).renamed("body", "text").added("author", "unknown")
 *     .version(3).removed("length")
 *     .version(4, fields -> List.of(new Written(...))))
 * }</pre>
 *
 * <p>An event of version 1 goes through the changes of versions 2, 3 and 4, one of version 3
 * through those of 4 alone. The first upcaster on the way ends it: it gets the fields as the
 * version before it had them, and gives events of today.
 *
 * <p>No entry is needed for a field that came as an {@link java.util.Optional} (it is empty),
 * became one, or was widened (int to long or double, long to double), nor for another order of the
 * fields. Every other difference between what the journal holds and the class is refused when the
 * engine starts, with the names of the fields. Names are those that the journal has: kebab-case.
 */
public final class EventHistory {
  private final String event;
  private final int currentVersion;
  private final List<EventChange> changes = new ArrayList<>();
  private int version = 1;
  private boolean lifted;

  EventHistory(String event, int currentVersion) {
    this.event = event;
    this.currentVersion = currentVersion;
  }

  /** What follows was changed by this version. */
  public EventHistory version(int newVersion) {
    if (newVersion <= version || newVersion > currentVersion) {
      throw mistake(
          "version("
              + newVersion
              + ") must be after "
              + version
              + " and at most the event's version, "
              + currentVersion);
    }
    version = newVersion;
    lifted = false;
    return this;
  }

  /** Everything older than this version is lifted by a function. */
  public EventHistory version(int newVersion, Upcaster upcaster) {
    version(newVersion);
    changes.add(new EventChange.Lifted(version, upcaster));
    lifted = true;
    return this;
  }

  /**
   * The version brought a field.
   *
   * @param value of the field in what was written before, of the type that the field has today;
   *     {@code Optional.empty()} for none
   */
  public EventHistory added(String field, Object value) {
    return add(new EventChange.Added(version, field, value));
  }

  /** The version let go of a field: what was written in it is skipped. */
  public EventHistory removed(String field) {
    return add(new EventChange.Removed(version, field));
  }

  /** The version gave a field another name. */
  public EventHistory renamed(String from, String to) {
    return add(new EventChange.Renamed(version, from, to));
  }

  private EventHistory add(EventChange change) {
    if (version == 1) {
      throw mistake("a change needs the version that brought it: begin with version(2)");
    }
    if (lifted) {
      throw mistake(
          "version " + version + " has an upcaster, which makes events of today: no other changes");
    }
    changes.add(change);
    return this;
  }

  List<EventChange> changes() {
    return List.copyOf(changes);
  }

  private IllegalArgumentException mistake(String what) {
    return new IllegalArgumentException("event " + event + ": " + what);
  }
}
