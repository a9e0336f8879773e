package io.ringfold.engine.lift;

import org.agrona.DirectBuffer;

/** Reads the payloads of one event type of the journal. Thread-safe where the sink is. */
@FunctionalInterface
public interface EventReader {

  /**
   * Hands over what the payload stands for today: one event, or what an upcaster makes of it.
   *
   * @throws IllegalArgumentException where the bytes are no such payload
   * @throws IllegalStateException where a class refuses what was written, or an upcaster fails or
   *     gives what its domain does not list
   */
  void read(DirectBuffer buffer, int offset, int length, EventSink sink);

  /**
   * The class of which it hands over exactly one event, whatever the payload: then who has no use
   * for that class need not read it. Null where it may be several, none, or of another class.
   */
  default Class<?> gives() {
    return null;
  }
}
