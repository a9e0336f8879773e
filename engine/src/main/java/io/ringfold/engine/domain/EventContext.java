package io.ringfold.engine.domain;

import java.time.Instant;
import java.util.UUID;

/** The circumstances of an event, for projections. Valid only during the call; not to be kept. */
public interface EventContext {

  /** The sequence of the command that caused the event. */
  long sequence();

  /** The place of the event among the events of its command, from 0. */
  int index();

  /** The uuid of the command that caused the event. */
  UUID commandId();

  /** When the command came in, to the microsecond. */
  Instant time();

  /** Who sent the command; null where access is open. */
  String user();
}
