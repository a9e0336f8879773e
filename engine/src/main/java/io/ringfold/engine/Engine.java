package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.snapshots.SnapshotInfo;
import java.util.List;
import java.util.function.Consumer;

/**
 * One data directory, open and at work: commands in by {@link #publish}, outcomes out to {@link
 * ReplyTo} and {@link OutcomeListener}s, queries answered from read models.
 *
 * <p>Thread-safe.
 */
public final class Engine implements AutoCloseable {

  /** What became of an attempt to publish. */
  public enum Publish {
    /** On the ring: the outcome will come. */
    PUBLISHED,
    /** The ring is full; nothing happened, try again later. */
    BUSY,
    /** Recovering, stopping or failed, see {@link #status()}; nothing happened. */
    UNAVAILABLE
  }

  /**
   * Locks the data directory. Nothing is read yet: {@link #start} does that.
   *
   * @param listeners hear of every outcome
   * @param onFailure called once, on a thread of its own, when the engine failed and stopped; the
   *     process is expected to exit
   * @throws EngineException where the directory is in use, not Ringfold's, or not writable
   */
  public static Engine open(
      EngineConfig config,
      Domains domains,
      List<OutcomeListener> listeners,
      Consumer<Throwable> onFailure) {
    throw new UnsupportedOperationException();
  }

  /**
   * Recovers (newest valid snapshot, then replay) and starts the pipeline; returns when READY.
   * {@link #status()} shows how far it is meanwhile.
   *
   * @throws EngineException where the journal cannot be trusted or does not fit the domains
   */
  public void start() {
    throw new UnsupportedOperationException();
  }

  public Domains domains() {
    throw new UnsupportedOperationException();
  }

  public EngineStatus status() {
    throw new UnsupportedOperationException();
  }

  /** Puts a command on the ring if there is room; never blocks. */
  public Publish publish(Submission submission) {
    throw new UnsupportedOperationException();
  }

  /** Asks a read model; the answer comes on a query thread, or at once where none is free. */
  public void query(QueryRequest request, QueryReply reply) {
    throw new UnsupportedOperationException();
  }

  /** Now, in microseconds since the epoch: the one clock of the ingress. */
  public long nowMicros() {
    throw new UnsupportedOperationException();
  }

  /** Takes a snapshot beside the running pipeline; returns when it is on disk. */
  public SnapshotInfo snapshot() {
    throw new UnsupportedOperationException();
  }

  /**
   * Stops in order: no more commands are taken, what was published is answered, a snapshot is taken
   * where the configuration says so, the lock is released.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
