package io.ringfold.engine;

/**
 * Where the engine stands. Immutable.
 *
 * @param sequence while RECOVERING: replayed up to; after that: the last durable one
 * @param target while RECOVERING: the last one in the journal, else the same as sequence
 * @param reason why it is not READY, for a person; null when READY
 */
public record EngineStatus(State state, long sequence, long target, String reason) {

  /** Whether queries are answered and connections served, if not commands taken. */
  public boolean isServing() {
    return state == State.READY || state == State.FULL;
  }

  /** The life of an engine, in order; FAILED and STOPPED are ends. */
  public enum State {
    RECOVERING,
    READY,
    /** Like READY, but the disk has no room for commands; back to READY by itself. */
    FULL,
    STOPPING,
    STOPPED,
    FAILED
  }
}
