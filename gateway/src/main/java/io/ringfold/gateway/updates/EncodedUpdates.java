package io.ringfold.gateway.updates;

import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.domain.Domain;
import io.ringfold.gateway.format.MessageWriter;
import java.util.Arrays;

/**
 * The updates of one command, written in one format: for each event the message of a connection's
 * own stream, and in it the event alone, for whoever puts something else around it.
 *
 * <pre>
 *   ["update",client-id,client-seq,{event}]["update",…,{event}]
 *                                  │      │                   │
 *                      eventStarts[0]  ends[0]             ends[1]
 * </pre>
 *
 * <p>A view of a writer's memory, valid until that writes again, or a copy.
 */
public final class EncodedUpdates {
  private static final byte[] NOTHING = {};

  private long sequence;
  private byte[] bytes = NOTHING;
  private int[] ends = {};
  private int[] eventStarts = {};
  private int count;
  private String clientId;
  private String user;
  private Domain.EventType<?, ?>[] types = new Domain.EventType<?, ?>[2];
  private boolean failed;

  /** Writes a command's events, and becomes a view of what was written. */
  void write(CommandEvents events, MessageWriter writer) {
    identify(events);
    failed = false;
    writer.updates(events);
    bytes = writer.bytes();
    ends = writer.ends();
    eventStarts = writer.eventStarts();
  }

  /** Becomes the note that a command's events could not be written. */
  void failed(CommandEvents events) {
    identify(events);
    failed = true;
  }

  private void identify(CommandEvents events) {
    sequence = events.sequence();
    clientId = events.clientId();
    user = events.user();
    count = events.eventCount();
    if (types.length < count) {
      types = new Domain.EventType<?, ?>[count];
    }
    for (int i = 0; i < count; i++) {
      types[i] = events.eventType(i);
    }
  }

  /** One that stays as it is. */
  EncodedUpdates copy() {
    EncodedUpdates copy = new EncodedUpdates();
    copy.sequence = sequence;
    copy.clientId = clientId;
    copy.user = user;
    copy.count = count;
    copy.types = Arrays.copyOf(types, count);
    copy.failed = failed;
    if (!failed) {
      copy.bytes = Arrays.copyOf(bytes, ends[count - 1]);
      copy.ends = Arrays.copyOf(ends, count);
      copy.eventStarts = Arrays.copyOf(eventStarts, count);
    }
    return copy;
  }

  /**
   * Which of the events a stream shows.
   *
   * @return null for all of them; empty for none
   */
  boolean[] wantedBy(UpdateStream stream) {
    StreamFilter filter = stream.filter();
    int first = stream.firstIndex(sequence);
    if (first == 0 && !filter.isSelective()) {
      return null;
    }
    boolean[] wanted = new boolean[count];
    boolean any = false;
    for (int i = first; i < count; i++) {
      wanted[i] = filter.shows(types[i]);
      any |= wanted[i];
    }
    return any ? wanted : NONE;
  }

  static final boolean[] NONE = {};

  /** Whether the events could not be written: there is nothing but the sequence. */
  boolean isFailed() {
    return failed;
  }

  String clientId() {
    return clientId;
  }

  String user() {
    return user;
  }

  public long sequence() {
    return sequence;
  }

  public int count() {
    return count;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where each message ends; it begins where the one before ends, the first at 0. */
  public int[] ends() {
    return ends;
  }

  /** Where the event begins in each message; it ends one byte before the message. */
  public int[] eventStarts() {
    return eventStarts;
  }

  /** The name of the index-th event. */
  public String eventName(int index) {
    return types[index].name();
  }

  /** What it takes in memory, about. */
  int cost() {
    return 128 + bytes.length + 8 * count;
  }
}
