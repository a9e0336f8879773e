package io.ringfold.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the answers to one client's commands as Ringfold's own server writes them, by comparing
 * instead of parsing: of an update's 300 bytes, all but its numbers are known before it comes. What
 * does not look like that is left to {@link Answers}, so any order of fields is read, only slower.
 */
final class KnownAnswers {
  private static final byte[] UUID_FIELD = ascii(",{\"uuid\":\"");
  private static final byte[] SEQ_AFTER_UUID = ascii("\",\"seq\":");
  private static final byte[] DURABILITY = ascii(",\"durability\":\"");
  private static final byte[] END_OF_TEXT = ascii("\"}]");
  private static final byte[] NAME = ascii("\",\"name\":\"");
  private static final byte[] DATA = ascii("\",\"data\":{");
  private static final byte[] META_AND_SEQ = ascii(",\"meta\":null,\"seq\":");
  private static final byte[] INDEX = ascii(",\"index\":");
  private static final byte[] OF = ascii(",\"of\":");
  private static final byte[] COMMAND_UUID = ascii(",\"command-uuid\":\"");
  private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
  private static final byte[] USER = ascii("\",\"user\":");
  private static final byte[] NULL = ascii("null}]");

  private static final int UUID_LENGTH = 36;

  /** Longer numbers are left to the parser, which knows what a long can hold. */
  private static final int MOST_DIGITS = 18;

  private final String clientId;
  private final byte[] ack;
  private final byte[] update;

  private byte[] durability = {};
  private String durabilityText;

  // of the message that is being read
  private byte[] in;
  private int at;
  private int end;
  private long number;

  KnownAnswers(String clientId) {
    this.clientId = clientId;
    this.ack = ascii("[\"cmd-ack\",\"" + clientId + "\",");
    this.update = ascii("[\"update\",\"" + clientId + "\",");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a frame that stands in these bytes.
   *
   * @return -1 where it was read whole; else how many messages were, before one that is not known
   */
  int read(byte[] bytes, int from, int to, Answers.Handler handler) {
    in = bytes;
    at = from;
    end = to;
    if (to - from < 2 || bytes[from] != '[' || bytes[from + 1] != '[') {
      return message(handler) && at == end ? -1 : 0;
    }
    at++;
    for (int messages = 0; ; at++) {
      if (!message(handler)) {
        return messages;
      }
      messages++;
      if (at + 1 == end && in[at] == ']') {
        return -1;
      }
      if (at >= end || in[at] != ',') {
        return messages;
      }
    }
  }

  /** Hands it over only where it was understood to its end. */
  private boolean message(Answers.Handler handler) {
    if (next(ack)) {
      return ack(handler);
    }
    return next(update) && update(handler);
  }

  private boolean ack(Answers.Handler handler) {
    if (!number()) {
      return false;
    }
    long clientSeq = number;
    if (!next(UUID_FIELD) || !uuid() || !next(SEQ_AFTER_UUID) || !number() || !next(DURABILITY)) {
      return false;
    }
    int from = at;
    if (!text()) {
      return false;
    }
    remember(from, at);
    if (!next(END_OF_TEXT)) {
      return false;
    }
    handler.onAck(clientId, clientSeq, number, durabilityText, false);
    return true;
  }

  /** There is one durability all the time, so its text is made once. */
  private void remember(int from, int to) {
    if (!Arrays.equals(in, from, to, durability, 0, durability.length)) {
      durability = Arrays.copyOfRange(in, from, to);
      durabilityText = new String(durability, StandardCharsets.UTF_8);
    }
  }

  private boolean update(Answers.Handler handler) {
    if (!number()) {
      return false;
    }
    long clientSeq = number;
    if (!next(UUID_FIELD)
        || !uuid()
        || !next(NAME)
        || !text()
        || !next(DATA)
        || !restOfObject()
        || !next(META_AND_SEQ)
        || !number()) {
      return false;
    }
    long seq = number;
    if (!next(INDEX) || !number()) {
      return false;
    }
    long index = number;
    if (!next(OF) || !number()) {
      return false;
    }
    long of = number;
    if (!next(COMMAND_UUID) || !uuid() || !next(TIMESTAMP) || !text() || !next(USER)) {
      return false;
    }
    if (!next(NULL)) {
      if (at >= end || in[at++] != '"' || !text() || !next(END_OF_TEXT)) {
        return false;
      }
    }
    handler.onUpdate(clientId, clientSeq, seq, (int) index, (int) of);
    return true;
  }

  private boolean next(byte[] expected) {
    int to = at + expected.length;
    if (to > end || !Arrays.equals(in, at, to, expected, 0, expected.length)) {
      return false;
    }
    at = to;
    return true;
  }

  private boolean number() {
    int from = at;
    long value = 0;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      value = 10 * value + in[at++] - '0';
    }
    number = value;
    return at > from && at - from <= MOST_DIGITS;
  }

  private boolean uuid() {
    at += UUID_LENGTH;
    return at <= end;
  }

  /** Passes over a string's text to its closing quote; one with escapes is not known. */
  private boolean text() {
    while (at < end && in[at] != '"') {
      if (in[at] == '\\') {
        return false;
      }
      at++;
    }
    return at < end;
  }

  /** Passes over an object whose first brace was read, to behind its last one. */
  private boolean restOfObject() {
    int depth = 1;
    while (at < end) {
      switch (in[at++]) {
        case '"' -> {
          if (!text()) {
            return false;
          }
          at++;
        }
        case '{' -> depth++;
        case '}' -> {
          if (--depth == 0) {
            return true;
          }
        }
        default -> {
          // punctuation, numbers and words
        }
      }
    }
    return false;
  }
}
