package io.ringfold.engine;

import java.time.Instant;
import java.util.List;

/**
 * What the engine knows of its past at a moment: from where on states can be asked for, which of
 * them are at hand, and which are being rebuilt. Immutable.
 *
 * @param firstSequence the earliest that can be asked for: 0, or a later one where older segments
 *     were archived
 * @param newestSequence the latest
 * @param rebuilds those that run or wait for a thread, by target
 * @param points the sequences whose read models are kept in memory, the lowest first
 * @param snapshots the sequences of the snapshots that a rebuild may begin with, the lowest first
 */
public record PastStatus(
    long firstSequence,
    long newestSequence,
    List<Rebuild> rebuilds,
    List<Long> points,
    List<Long> snapshots) {

  /**
   * A state that is asked for and not there yet.
   *
   * @param sequence how far it is; 0 while it waits for a thread
   * @param target the sequence asked for
   * @param since when it was asked for first
   * @param queries how many wait for it
   * @param isRunning false while it waits for a thread
   */
  public record Rebuild(
      long sequence, long target, Instant since, int queries, boolean isRunning) {}
}
