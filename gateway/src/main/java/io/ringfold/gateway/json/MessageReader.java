package io.ringfold.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text frames of the subprotocol {@code ringfold.json}: one message, or a batch of them.
 *
 * <p>Whatever is wrong with one message is handed over in its place, and the others of the batch
 * are read all the same, also where the wrong one is not even JSON.
 *
 * <p>Not thread-safe; keeps nothing between frames but its scratch list.
 */
public final class MessageReader {

  /** Receives the messages of a frame, in their order. */
  public interface Handler {
    void command(CommandMessage command);

    /** {@code id} is a String or a Long. */
    void query(Object id, QueryMessage query);

    /** A query that names itself, but whose body cannot be taken. */
    void malformedQuery(Object id, String message);

    /** Anything else; clientId and clientSeq are null where they could not be read. */
    void malformed(String clientId, Long clientSeq, String message);
  }

  private static final String NO_MESSAGE =
      "an element of the batch is no message: it must be an array";

  /** The elements of the message at hand, as far as they were read. */
  private final List<Object> elements = new ArrayList<>(4);

  /** Reads one frame. */
  public void read(byte[] text, int offset, int length, Handler handler) {
    int begun = 0;
    try (JsonParser parser = Json.FACTORY.createParser(text, offset, length)) {
      elements.clear();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedException(
            "a frame is one message, [\"cmd\", …], or an array of messages");
      }
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
          begun++;
          readElement(parser, text, offset, handler);
        }
      } else {
        readMessage(parser, text, offset);
        begun = -1;
      }
      requireEnd(parser);
      if (begun < 0) {
        interpret(handler);
      }
    } catch (MalformedException e) {
      refuse(e, handler);
      readAfterBroken(begun, text, offset, length, handler);
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      refuse(JsonValues.malformed(e), handler);
      readAfterBroken(begun, text, offset, length, handler);
    }
  }

  /** One element of a batch, the parser on its first token; afterwards on its last. */
  private void readElement(JsonParser parser, byte[] text, int offset, Handler handler)
      throws IOException, MalformedException {
    elements.clear();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      handler.malformed(null, null, NO_MESSAGE);
      return;
    }
    parser.nextToken();
    readMessage(parser, text, offset);
    interpret(handler);
    // answered: what goes wrong from here on is not this message's
    elements.clear();
  }

  /** The elements of a message up to its closing bracket, the parser on the first. */
  private void readMessage(JsonParser parser, byte[] text, int offset)
      throws IOException, MalformedException {
    for (JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(
          token == JsonToken.START_OBJECT
              ? readBody(parser, text, offset)
              : JsonValues.read(parser));
    }
  }

  /** An object with everything in it as plain values, but for meta, which is kept as it came. */
  private static Map<String, Object> readBody(JsonParser parser, byte[] text, int offset)
      throws IOException, MalformedException {
    Map<String, Object> body = new LinkedHashMap<>();
    String name;
    while ((name = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      if (name.equals("meta") && token != JsonToken.VALUE_NULL) {
        int from = offset + (int) JsonValues.offset(parser);
        // looked at for what it must not hold; kept as text
        JsonValues.read(parser);
        int to = offset + (int) parser.currentLocation().getByteOffset();
        body.put(name, new RawJson(new String(text, from, to - from, StandardCharsets.UTF_8)));
      } else {
        body.put(name, JsonValues.read(parser));
      }
    }
    return body;
  }

  private static void requireEnd(JsonParser parser) throws IOException, MalformedException {
    if (parser.nextToken() != null) {
      throw new MalformedException(
          "after the closing bracket, at byte "
              + JsonValues.offset(parser)
              + ", something follows; several messages go into one array");
    }
  }

  private void interpret(Handler handler) {
    try {
      if (elements.isEmpty()) {
        throw new MalformedException("the message is empty");
      }
      if (!(elements.get(0) instanceof String tag)) {
        throw new MalformedException(
            "the first element of a message is its tag, a string like \"cmd\"; it is "
                + Envelopes.shown(elements.get(0)));
      }
      switch (tag) {
        case "cmd" -> command(handler);
        case "query" -> query(handler);
        case "subscribe", "unsubscribe" ->
            throw new MalformedException(
                "message \""
                    + tag
                    + "\" is not served by this version; updates are chosen with the parameter"
                    + " updates of /ws");
        default ->
            throw new MalformedException(
                "message \""
                    + Envelopes.abbreviated(tag)
                    + "\" is unknown; there are \"cmd\" and \"query\"");
      }
    } catch (MalformedException e) {
      refuse(e, handler);
    }
  }

  private void command(Handler handler) throws MalformedException {
    requireElements(4, "[\"cmd\", client-id, client-seq, {\"name\", \"data\", …}]");
    String clientId = Envelopes.clientId(elements.get(1));
    long clientSeq = Envelopes.clientSeq(elements.get(2));
    handler.command(Envelopes.command(clientId, clientSeq, body(elements.get(3))));
  }

  private void query(Handler handler) throws MalformedException {
    requireElements(3, "[\"query\", query-id, {\"name\", \"data\", …}]");
    Object id = Envelopes.queryId(elements.get(1));
    handler.query(id, Envelopes.query(body(elements.get(2))));
  }

  private void requireElements(int count, String form) throws MalformedException {
    if (elements.size() != count) {
      throw new MalformedException(
          "the message has " + elements.size() + " elements, must have " + count + ": " + form);
    }
  }

  private static Map<?, ?> body(Object value) throws MalformedException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new MalformedException(
        "the body, the last element, is " + Envelopes.shown(value) + " and not an object");
  }

  /** Answers a message that cannot be taken with as much of its identity as was read. */
  private void refuse(MalformedException e, Handler handler) {
    Object tag = elements.isEmpty() ? null : elements.get(0);
    Object second = elements.size() > 1 ? elements.get(1) : null;
    if ("query".equals(tag) && (second instanceof String || second instanceof Long)) {
      handler.malformedQuery(second, e.getMessage());
      return;
    }
    String clientId = null;
    Long clientSeq = null;
    if ("cmd".equals(tag)) {
      try {
        clientId = Envelopes.clientId(second);
        clientSeq = Envelopes.clientSeq(elements.size() > 2 ? elements.get(2) : null);
      } catch (MalformedException unreadable) {
        // stays null: that is how the answer says so
      }
    }
    handler.malformed(clientId, clientSeq, e.getMessage());
  }

  /** The elements of a batch after the one that the parser could not get over. */
  private void readAfterBroken(int broken, byte[] text, int offset, int length, Handler handler) {
    if (broken <= 0) {
      return;
    }
    BatchSplitter splitter = new BatchSplitter(text, offset, length);
    for (int i = 1; splitter.next(); i++) {
      if (i > broken) {
        readAlone(text, splitter.start(), splitter.length(), handler);
      }
    }
  }

  private void readAlone(byte[] text, int offset, int length, Handler handler) {
    elements.clear();
    try (JsonParser parser = Json.FACTORY.createParser(text, offset, length)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedException(NO_MESSAGE);
      }
      parser.nextToken();
      readMessage(parser, text, offset);
      requireEnd(parser);
      interpret(handler);
    } catch (MalformedException e) {
      refuse(e, handler);
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      refuse(JsonValues.malformed(e), handler);
    }
  }
}
