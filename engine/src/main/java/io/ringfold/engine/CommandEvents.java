package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import java.util.UUID;

/**
 * The events of one command, with what is known of the command itself: what an update tells. The
 * same whether they come from the ring or from the journal. A view, valid only until its source
 * goes on.
 */
public interface CommandEvents {

  /** The sequence of the command. */
  long sequence();

  /** When the command came in, in microseconds since the epoch. */
  long timeMicros();

  /** The command's idempotency key. */
  UUID uuid();

  /** Null where the command came without one. */
  String clientId();

  /** 0 where the command came without a client-id. */
  long clientSeq();

  /** Who sent it; null where access was open. */
  String user();

  /** As it came with the command; null for none. */
  String meta();

  /** How many events; 0 for a command that was rejected, or that changed nothing. */
  int eventCount();

  /** The event's record, of a class of today. */
  Object event(int index);

  Domain.EventType<?, ?> eventType(int index);
}
