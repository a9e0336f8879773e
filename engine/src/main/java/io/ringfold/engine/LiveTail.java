package io.ringfold.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What the project stage folds while a rebuild is nearly level, kept so that the rebuild can fold
 * it too: every record after one sequence, without a hole, as long as it does not become too many.
 *
 * <p>Guarded by the stage's lock, all but {@link #after()}.
 */
final class LiveTail {

  /**
   * The events of one command.
   *
   * @param events by their index; null where nobody wants the event
   */
  record Kept(long sequence, long timeMicros, UUID uuid, String user, Object[] events) {}

  private final long after;
  private final Set<Class<?>> wanted;
  private final int maxRecords;
  private List<Kept> kept = new ArrayList<>();
  private boolean overflowed;

  /**
   * @param after the sequence of the last record that is not kept
   * @param wanted the classes of the events to keep
   * @param maxRecords with events; more than that, and none is kept any more
   */
  LiveTail(long after, Set<Class<?>> wanted, int maxRecords) {
    this.after = after;
    this.wanted = wanted;
    this.maxRecords = maxRecords;
  }

  /** The sequence of the last record that is not kept: those before it are in the journal. */
  long after() {
    return after;
  }

  void keep(Slot slot) {
    if (overflowed) {
      return;
    }
    Object[] events = null;
    for (int i = 0; i < slot.eventCount(); i++) {
      Object event = slot.event(i);
      if (wanted.contains(event.getClass())) {
        if (events == null) {
          events = new Object[slot.eventCount()];
        }
        events[i] = event;
      }
    }
    if (events == null) {
      return;
    }
    if (kept.size() == maxRecords) {
      overflowed = true;
      kept = List.of();
      return;
    }
    Submission submission = slot.submission();
    kept.add(
        new Kept(slot.sequence(), slot.timeMicros(), submission.uuid(), submission.user(), events));
  }

  /** Whether there were too many: what was kept is gone, the journal has it. */
  boolean overflowed() {
    return overflowed;
  }

  int size() {
    return kept.size();
  }

  /** Hands over what was kept, and begins anew after it. */
  List<Kept> take() {
    List<Kept> taken = kept;
    kept = new ArrayList<>();
    return taken;
  }
}
