package io.ringfold.engine;

/**
 * Where one projection stands.
 *
 * @param domain that it belongs to
 * @param version of its code
 * @param basis the sequence that answers from it reflect; -1 where it answers nothing
 * @param at the sequence that its rebuild has come to; 0 where none runs
 * @param target the sequence that the rebuild has to come to, which goes on with every command
 * @param recordsPerSecond of the rebuild, as an average; 0 where none runs
 * @param reason why it failed; null for the other states
 */
public record ProjectionStatus(
    String domain,
    String name,
    int version,
    State state,
    long basis,
    long at,
    long target,
    long recordsPerSecond,
    String reason) {

  /** What becomes of it. */
  public enum State {
    /** Reflects every command, as soon as it is projected. */
    LEVEL,
    /** Is filled from the journal; one that was there before answers meanwhile. */
    REBUILDING,
    /** Level; the snapshot that lets the next start have it is being taken. */
    SAVING,
    /** Could not be rebuilt; one that was there before goes on. */
    FAILED
  }

  /** Whether queries on it are answered. */
  public boolean answers() {
    return basis >= 0;
  }
}
