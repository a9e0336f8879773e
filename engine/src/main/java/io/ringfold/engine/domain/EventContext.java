package io.ringfold.engine.domain;

import java.time.Instant;
import java.util.UUID;

/** The circumstances of an event, for projections. Valid only during the call; not to be kept. */
public interface EventContext {

  /** The sequence of the command that caused the event. */
  long sequence();

  /**
   * The place of the event among the events of its command, from 0 and without a gap. Where an
   * {@link Upcaster} makes several of one event, or none, those that it makes are counted: sequence
   * and index name one event as the code of today sees it.
   */
  int index();

  /** The uuid of the command that caused the event. */
  UUID commandId();

  /** When the command came in, to the microsecond. */
  Instant time();

  /** The same in microseconds since the epoch: of many, that is what takes the least room. */
  long timeMicros();

  /** Who sent the command; null where access is open. */
  String user();

  /** The events that are folded with this one before anybody sees the read model. */
  Batch batch();
}
