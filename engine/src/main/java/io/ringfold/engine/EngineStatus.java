package io.ringfold.engine;

/**
 * Where the engine stands. Immutable.
 *
 * @param sequence while RECOVERING: replayed up to; after that: the last durable one
 * @param target while RECOVERING: the last one in the journal, else the same as sequence
 * @param reason why it is not READY, for a person; null when READY
 */
public record EngineStatus(State state, long sequence, long target, String reason) {

  /** The life of an engine, in order; FAILED and STOPPED are ends. */
  public enum State {
    RECOVERING,
    READY,
    STOPPING,
    STOPPED,
    FAILED
  }
}
