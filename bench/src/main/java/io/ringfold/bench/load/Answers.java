package io.ringfold.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads any frame of the protocol, however its objects are ordered; builds no trees. */
final class Answers {
  private static final JsonFactory JSON = new JsonFactory();

  /** What stands in a frame, in its order. */
  interface Handler {
    void onAck(String clientId, long clientSeq, long seq, String durability, boolean duplicate);

    void onUpdate(String clientId, long clientSeq, long seq, int index, int of);

    void onError(String clientId, long clientSeq, String code, String message);

    /** A message of another kind. */
    void onOther(String tag);
  }

  private Answers() {}

  /**
   * Reads a frame that stands in these bytes.
   *
   * @param skip so many of its messages have been read already
   * @throws Violation where the frame is no message of the protocol
   */
  static void read(byte[] bytes, int from, int to, int skip, Handler handler) {
    try (JsonParser in = JSON.createParser(bytes, from, to - from)) {
      expect(in.nextToken(), JsonToken.START_ARRAY);
      if (in.nextToken() == JsonToken.VALUE_STRING) {
        message(in, handler);
      } else {
        for (int i = 0; in.currentToken() != JsonToken.END_ARRAY; i++) {
          expect(in.currentToken(), JsonToken.START_ARRAY);
          if (i < skip) {
            in.skipChildren();
          } else {
            expect(in.nextToken(), JsonToken.VALUE_STRING);
            message(in, handler);
          }
          in.nextToken();
        }
      }
    } catch (IOException e) {
      throw new Violation(
          "a frame that cannot be read ("
              + e.getMessage()
              + "): "
              + new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
  }

  /** From the tag to the end of the message's array. */
  private static void message(JsonParser in, Handler handler) throws IOException {
    String tag = in.getText();
    switch (tag) {
      case "cmd-ack" -> ack(in, handler);
      case "update" -> update(in, handler);
      case "error" -> error(in, handler);
      default -> {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          in.skipChildren();
        }
        handler.onOther(tag);
        return;
      }
    }
    expect(in.nextToken(), JsonToken.END_ARRAY);
  }

  private static void ack(JsonParser in, Handler handler) throws IOException {
    String clientId = in.nextTextValue();
    long clientSeq = in.nextLongValue(-1);
    long seq = -1;
    String durability = null;
    boolean duplicate = false;
    expect(in.nextToken(), JsonToken.START_OBJECT);
    for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      switch (field) {
        case "seq" -> seq = in.nextLongValue(-1);
        case "durability" -> durability = in.nextTextValue();
        case "duplicate" -> duplicate = in.nextBooleanValue();
        default -> skipValue(in);
      }
    }
    handler.onAck(clientId, clientSeq, seq, durability, duplicate);
  }

  private static void update(JsonParser in, Handler handler) throws IOException {
    String clientId = in.nextTextValue();
    long clientSeq = in.nextLongValue(-1);
    long seq = -1;
    int index = -1;
    int of = -1;
    expect(in.nextToken(), JsonToken.START_OBJECT);
    for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      switch (field) {
        case "seq" -> seq = in.nextLongValue(-1);
        case "index" -> index = in.nextIntValue(-1);
        case "of" -> of = in.nextIntValue(-1);
        default -> skipValue(in);
      }
    }
    handler.onUpdate(clientId, clientSeq, seq, index, of);
  }

  private static void error(JsonParser in, Handler handler) throws IOException {
    String clientId = in.nextTextValue();
    long clientSeq = in.nextLongValue(-1);
    String code = in.nextTextValue();
    String message = null;
    expect(in.nextToken(), JsonToken.START_OBJECT);
    for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      if (field.equals("message")) {
        message = in.nextTextValue();
      } else {
        skipValue(in);
      }
    }
    handler.onError(clientId, clientSeq, code, message);
  }

  private static void skipValue(JsonParser in) throws IOException {
    in.nextToken();
    in.skipChildren();
  }

  private static void expect(JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw new IOException(found + " where " + expected + " must stand");
    }
  }
}
