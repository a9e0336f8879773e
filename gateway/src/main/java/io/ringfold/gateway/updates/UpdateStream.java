package io.ringfold.gateway.updates;

import io.ringfold.gateway.format.MessageWriter;

/**
 * One reader's stream of updates: what it shows, where that goes, and how far it is.
 *
 * <p>What changes is the {@link UpdateHub}'s.
 */
public final class UpdateStream {
  private final Object id;
  private final StreamFilter filter;
  private final UpdateSink sink;
  private final long partialSequence;
  private final int partialIndex;
  private final byte[] head;

  // written under the hub's lock; while it catches up, by the thread that works on it
  volatile long position;

  // guarded by the hub's lock
  boolean live;
  boolean near;
  volatile boolean ended;

  /**
   * @param id null for a connection's own stream, else the subscription-id, a String or a Long
   */
  public UpdateStream(Object id, StreamFilter filter, UpdateSink sink) {
    this(id, filter, sink, 0, 0);
  }

  /**
   * @param partialSequence a command whose first events the reader has
   * @param partialIndex the first event of it that the reader has not
   */
  public UpdateStream(
      Object id, StreamFilter filter, UpdateSink sink, long partialSequence, int partialIndex) {
    this.id = id;
    this.filter = filter;
    this.sink = sink;
    this.partialSequence = partialSequence;
    this.partialIndex = partialIndex;
    this.head = id == null ? null : MessageWriter.ofThread(sink.format()).updateHead(id);
  }

  /** Null for a connection's own stream, else the subscription-id, a String or a Long. */
  public Object id() {
    return id;
  }

  public StreamFilter filter() {
    return filter;
  }

  /** What stands before the event in each of its messages; null where the command names itself. */
  public byte[] head() {
    return head;
  }

  /** Whether nothing more of it may be taken. */
  public boolean isEnded() {
    return ended;
  }

  UpdateSink sink() {
    return sink;
  }

  /** The first event of a command that the stream shows, all but always 0. */
  int firstIndex(long sequence) {
    return sequence == partialSequence ? partialIndex : 0;
  }

  @Override
  public String toString() {
    return "stream " + id + " at " + position;
  }
}
