package io.ringfold.gateway.updates;

import io.ringfold.gateway.format.Format;

/**
 * Where the updates of one connection's streams go: a bounded amount waits there to be sent.
 *
 * <p>Called by the replying thread and by catch-up threads, so it is thread-safe; it never blocks,
 * and calls nothing of this package while it holds a lock.
 */
public abstract class UpdateSink {

  /** Whether it is on the list to be flushed at the end of the batch; of the replying thread. */
  boolean touchedInBatch;

  /** The format that its streams are written in. */
  public abstract Format format();

  /**
   * Takes live updates, or notes that there is no room for them.
   *
   * @param wanted which of the updates; null for all
   * @return false where the stream is to read on in the journal, from this command on
   */
  public abstract boolean offer(UpdateStream stream, EncodedUpdates updates, boolean[] wanted);

  /** Takes updates read from the journal, also where they are larger than there was room for. */
  public abstract void add(UpdateStream stream, EncodedUpdates updates, boolean[] wanted);

  /**
   * A command's events could not be written: tells that they are missing.
   *
   * @param sequence of the command
   */
  public abstract void leaveOut(UpdateStream stream, long sequence);

  /** Whether more may be read from the journal for it. */
  public abstract boolean hasRoom();

  /**
   * Runs a task, once, when there is room again, or nobody left to make room for.
   *
   * @return false where there is room now: then the task is not run
   */
  public abstract boolean whenRoom(UpdateStream stream, Runnable task);

  /** Lets leave what was taken. */
  public abstract void flush();

  /**
   * Nothing more is taken for this stream when this returns; where a task waited for room on its
   * behalf, it is run.
   */
  public abstract void end(UpdateStream stream);

  /** The stream cannot go on, and ends: tells the reader why. */
  public abstract void fail(UpdateStream stream, String code, String message);
}
