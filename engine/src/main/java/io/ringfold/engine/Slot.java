package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;

/**
 * A place on the ring, made once and used again and again: a command on its way, and what the
 * stages leave for each other. Each field has one writer, named here; the ring's sequences order
 * the rest.
 *
 * <pre>
 *   ingress   submission, and when it was published
 *   decide    everything else
 *   journal   reads record, and says when; whether it was answered there
 *   reply     reads the outcome
 *   project   reads the events
 *   clear     forgets all of it
 * </pre>
 */
final class Slot implements Outcome {
  // larger records get a buffer of their own for one use, so that the ring stays small
  private static final int KEPT_BUFFER_BYTES = 32 << 10;
  private static final int INITIAL_BUFFER_BYTES = 256;
  private static final int KEPT_EVENTS = 64;

  private final Durability durability;
  private Submission submission;
  private long publishedNs;

  private long takenNs;
  private long journalNs;
  private boolean answered;
  private Status status;
  private boolean duplicate;
  private long sequence;
  private long timeMicros;
  private String code;
  private String message;
  private Object[] events = new Object[2];
  private Domain.EventType<?, ?>[] eventTypes = new Domain.EventType<?, ?>[2];
  private int eventCount;
  private ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(INITIAL_BUFFER_BYTES);
  private int recordLength;

  Slot(Durability durability) {
    this.durability = durability;
  }

  /**
   * @param atNs when, by the clock that stages measure themselves with
   */
  void submit(Submission value, long atNs) {
    submission = value;
    publishedNs = atNs;
  }

  /** Decide has come to this slot. */
  void taken(long atNs) {
    takenNs = atNs;
  }

  /** The journal has begun the batch with this slot. */
  void inJournal(long atNs) {
    journalNs = atNs;
  }

  /** It was answered where it was journaled, and not to be answered again. */
  void answered() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  long publishedNs() {
    return publishedNs;
  }

  long takenNs() {
    return takenNs;
  }

  long journalNs() {
    return journalNs;
  }

  void addEvent(Domain.EventType<?, ?> type, Object event) {
    if (eventCount == events.length) {
      events = Arrays.copyOf(events, eventCount * 2);
      eventTypes = Arrays.copyOf(eventTypes, eventCount * 2);
    }
    events[eventCount] = event;
    eventTypes[eventCount++] = type;
  }

  void forgetEvents() {
    Arrays.fill(events, 0, eventCount, null);
    eventCount = 0;
  }

  void accepted(long atSequence, long atTimeMicros, int length) {
    status = Status.ACCEPTED;
    sequence = atSequence;
    timeMicros = atTimeMicros;
    recordLength = length;
  }

  void rejected(
      long atSequence,
      long atTimeMicros,
      String rejectionCode,
      String rejectionMessage,
      int length) {
    status = Status.REJECTED;
    sequence = atSequence;
    timeMicros = atTimeMicros;
    code = rejectionCode;
    message = rejectionMessage;
    recordLength = length;
  }

  void duplicate(long firstSequence, long atTimeMicros, DedupWindow.Rejection rejection) {
    duplicate = true;
    sequence = firstSequence;
    timeMicros = atTimeMicros;
    if (rejection == null) {
      status = Status.ACCEPTED;
    } else {
      status = Status.REJECTED;
      code = rejection.code();
      message = rejection.message();
    }
  }

  void refused(long atTimeMicros, String refusalCode, String refusalMessage) {
    status = Status.REFUSED;
    timeMicros = atTimeMicros;
    code = refusalCode;
    message = refusalMessage;
  }

  /** Whether this slot holds a record for the journal. */
  boolean hasRecord() {
    return recordLength > 0;
  }

  ExpandableArrayBuffer buffer() {
    return buffer;
  }

  int recordLength() {
    return recordLength;
  }

  void clear() {
    submission = null;
    status = null;
    duplicate = false;
    sequence = 0;
    code = null;
    message = null;
    recordLength = 0;
    answered = false;
    if (events.length > KEPT_EVENTS) {
      events = new Object[2];
      eventTypes = new Domain.EventType<?, ?>[2];
      eventCount = 0;
    } else {
      forgetEvents();
    }
    if (buffer.capacity() > KEPT_BUFFER_BYTES) {
      buffer = new ExpandableArrayBuffer(INITIAL_BUFFER_BYTES);
    }
  }

  @Override
  public Submission submission() {
    return submission;
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public boolean duplicate() {
    return duplicate;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public long timeMicros() {
    return timeMicros;
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String message() {
    return message;
  }

  @Override
  public int eventCount() {
    return eventCount;
  }

  @Override
  public Object event(int index) {
    return events[index];
  }

  @Override
  public Domain.EventType<?, ?> eventType(int index) {
    return eventTypes[index];
  }
}
