package io.ringfold.gateway.format;

import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.shape.FieldError;
import io.ringfold.engine.shape.Values;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes the messages of the WebSocket, and anything else that is described as a {@link
 * ContentWriter}, in one format, each over the last one in the same memory: {@link #bytes} and
 * {@link #length} are valid until the next call.
 *
 * <p>Not thread-safe; {@link #ofThread} gives each thread its own.
 */
public final class MessageWriter {
  private static final ThreadLocal<Map<Format, MessageWriter>> OF_THREAD =
      ThreadLocal.withInitial(() -> new EnumMap<>(Format.class));

  private static final Word CMD_ACK = Word.of("cmd-ack");
  private static final Word ERROR = Word.of("error");
  private static final Word UPDATE = Word.of("update");
  private static final Word RESULT = Word.of("result");
  private static final Word QUERY_ERROR = Word.of("query-error");
  private static final Word QUERY_PROGRESS = Word.of("query-progress");
  private static final Word GAP = Word.of("gap");
  private static final Word UUID_FIELD = Word.of("uuid");
  private static final Word SEQ = Word.of("seq");
  private static final Word DURABILITY = Word.of("durability");
  private static final Word DUPLICATE = Word.of("duplicate");
  private static final Word MESSAGE = Word.of("message");
  private static final Word DETAILS = Word.of("details");
  private static final Word FIELD = Word.of("field");
  private static final Word BASIS = Word.of("basis");
  private static final Word AT = Word.of("at");
  private static final Word TARGET = Word.of("target");
  private static final Word FROM = Word.of("from");
  private static final Word TO = Word.of("to");

  /** Between two elements of a list stands one byte, in every format. */
  private static final int SEPARATOR = 1;

  private final Format format;
  private final FormatBytes out = new FormatBytes();
  private ValueWriter values;
  private int[] ends = new int[4];
  private int[] eventStarts = new int[4];

  public MessageWriter(Format format) {
    this.format = format;
    renew();
  }

  /** The calling thread's own of this format. */
  public static MessageWriter ofThread(Format format) {
    return OF_THREAD.get().computeIfAbsent(format, MessageWriter::new);
  }

  public Format format() {
    return format;
  }

  /** What was written last, from 0 to {@link #length}. */
  public byte[] bytes() {
    return out.array();
  }

  public int length() {
    return out.length();
  }

  /** What was written last, as an array of its own. */
  public byte[] copy() {
    return Arrays.copyOf(out.array(), out.length());
  }

  /** Where each message of {@link #updates} ends. */
  public int[] ends() {
    return ends;
  }

  /** Where the event begins in each message of {@link #updates}; it ends one byte before it. */
  public int[] eventStarts() {
    return eventStarts;
  }

  /** {@code ["cmd-ack", …]} or {@code ["error", …]}, as the outcome is. */
  public void outcome(Outcome outcome) {
    Submission command = outcome.submission();
    boolean accepted = outcome.status() == Outcome.Status.ACCEPTED;
    write(
        Integer.MAX_VALUE,
        to -> {
          to.beginList();
          to.word(accepted ? CMD_ACK : ERROR);
          to.string(command.clientId());
          to.integer(command.clientSeq());
          if (!accepted) {
            to.string(outcome.code());
          }
          to.beginObject();
          if (!accepted) {
            to.field(MESSAGE);
            to.text(outcome.message());
          }
          to.field(UUID_FIELD);
          to.uuid(command.uuid());
          if (outcome.status() != Outcome.Status.REFUSED) {
            to.field(SEQ);
            to.integer(outcome.sequence());
          }
          if (accepted) {
            to.field(DURABILITY);
            to.string(outcome.durability().label());
          }
          if (outcome.duplicate()) {
            to.field(DUPLICATE);
            to.bool(true);
          }
          to.endObject();
          to.endList();
        });
  }

  /**
   * {@code ["error", …]} for a command that was not processed.
   *
   * @param uuid null where it is not known
   */
  public void error(
      String clientId,
      Long clientSeq,
      String code,
      String message,
      UUID uuid,
      List<FieldError> details) {
    write(
        Integer.MAX_VALUE,
        to -> {
          to.beginList();
          to.word(ERROR);
          to.stringOrNull(clientId);
          if (clientSeq == null) {
            to.nullValue();
          } else {
            to.integer(clientSeq);
          }
          to.string(code);
          to.beginObject();
          to.field(MESSAGE);
          to.text(message);
          if (uuid != null) {
            to.field(UUID_FIELD);
            to.uuid(uuid);
          }
          details(to, details);
          to.endObject();
          to.endList();
        });
  }

  /**
   * One {@code ["update", …]} for each event of the command, one after the other; {@link #ends}
   * tells where each ends, {@link #eventStarts} where the event in it begins.
   */
  public void updates(CommandEvents events) {
    int count = events.eventCount();
    if (ends.length < count) {
      ends = Arrays.copyOf(ends, Math.max(count, ends.length * 2));
      eventStarts = Arrays.copyOf(eventStarts, ends.length);
    }
    write(
        Integer.MAX_VALUE,
        to -> {
          for (int i = 0; i < count; i++) {
            update(to, events, i);
            to.flush();
            ends[i] = out.length();
          }
        });
  }

  private void update(ValueWriter to, CommandEvents events, int index) {
    to.beginList();
    to.word(UPDATE);
    to.stringOrNull(events.clientId());
    if (events.clientId() == null) {
      to.nullValue();
    } else {
      to.integer(events.clientSeq());
    }
    to.flush();
    eventStarts[index] = out.length() + SEPARATOR;
    EventWriter.write(to, events, index);
    to.endList();
  }

  /**
   * What stands before the event in an {@code ["update", subscription-id, null, {event}]}; the
   * event and the end of the message can be taken from {@link #updates}.
   */
  public byte[] updateHead(Object subscriptionId) {
    write(
        Integer.MAX_VALUE,
        to -> {
          to.beginList();
          to.word(UPDATE);
          id(to, subscriptionId);
          to.nullValue();
          to.bool(true);
          to.endList();
        });
    return Arrays.copyOf(out.array(), out.length() - "true]".length());
  }

  /**
   * {@code ["result", …]}.
   *
   * @return false where it would be longer than limit bytes; nothing is written then
   */
  public boolean result(Object queryId, long basis, Object result, int limit) {
    return write(
        limit,
        to -> {
          to.beginList();
          to.word(RESULT);
          id(to, queryId);
          to.beginObject();
          to.field(BASIS);
          to.integer(basis);
          to.field(RESULT);
          Values.walk(result, to);
          to.endObject();
          to.endList();
        });
  }

  /** {@code ["query-error", …]}. */
  public void queryError(Object queryId, String code, String message, List<FieldError> details) {
    write(
        Integer.MAX_VALUE,
        to -> {
          to.beginList();
          to.word(QUERY_ERROR);
          id(to, queryId);
          to.string(code);
          to.beginObject();
          to.field(MESSAGE);
          to.text(message);
          details(to, details);
          to.endObject();
          to.endList();
        });
  }

  /** {@code ["query-progress", …]}. */
  public void queryProgress(Object queryId, long sequence, long target) {
    write(
        Integer.MAX_VALUE,
        to -> {
          to.beginList();
          to.word(QUERY_PROGRESS);
          id(to, queryId);
          to.beginObject();
          to.field(AT);
          to.integer(sequence);
          to.field(TARGET);
          to.integer(target);
          to.endObject();
          to.endList();
        });
  }

  /**
   * {@code ["gap", …]}.
   *
   * @param subscriptionId null for the connection's own updates
   * @param from what a client passes on to resume: the sequence before the first one missed
   * @param last the last sequence that is missing
   */
  public void gap(Object subscriptionId, long from, long last) {
    write(
        Integer.MAX_VALUE,
        to -> {
          to.beginList();
          to.word(GAP);
          id(to, subscriptionId);
          to.beginObject();
          to.field(FROM);
          to.integer(from);
          to.field(TO);
          to.integer(last);
          to.endObject();
          to.endList();
        });
  }

  /** {@code "details": [{"field", "message"}]}, where there are any. */
  public static void details(ValueWriter to, List<FieldError> details) {
    if (details.isEmpty()) {
      return;
    }
    to.field(DETAILS);
    to.beginList(details.size());
    for (FieldError each : details) {
      to.beginObject(2);
      to.field(FIELD);
      to.text(each.field());
      to.field(MESSAGE);
      to.text(each.message());
      to.endObject();
    }
    to.endList();
  }

  /** An id that a client chose: a String, a Long, or null. */
  private static void id(ValueWriter to, Object id) {
    if (id instanceof Long number) {
      to.integer(number);
    } else {
      to.stringOrNull((String) id);
    }
  }

  /**
   * Writes whatever the content says.
   *
   * @return false where it would be longer than limit bytes; nothing is written then
   */
  public boolean write(int limit, ContentWriter content) {
    out.reset(limit);
    try {
      content.write(values);
      values.flush();
      return true;
    } catch (FormatBytes.FullException e) {
      renew();
      return false;
    } catch (RuntimeException e) {
      // the writer stands in the middle of a message: no use any more
      renew();
      throw e;
    }
  }

  private void renew() {
    out.reset(Integer.MAX_VALUE);
    values = format.newWriter(out);
  }
}
