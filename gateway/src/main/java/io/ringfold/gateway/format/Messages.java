package io.ringfold.gateway.format;

import java.util.List;
import java.util.Map;

/** What a client can say: from the elements of a message, as plain values, to its meaning. */
final class Messages {
  static final String NO_FRAME = "a frame is one message, [\"cmd\", …], or an array of messages";
  static final String NO_MESSAGE = "an element of the batch is no message: it must be an array";

  private Messages() {}

  /** Hands over the message, or what is wrong with it. */
  static void interpret(List<?> elements, MessageReader.Handler handler) {
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
        case "cmd" -> command(elements, handler);
        case "query" -> query(elements, handler);
        case "subscribe" -> subscribe(elements, handler);
        case "unsubscribe" -> {
          requireElements(elements, 2, "[\"unsubscribe\", subscription-id]");
          handler.unsubscribe(Envelopes.subscriptionId(elements.get(1)));
        }
        default ->
            throw new MalformedException(
                "message \""
                    + Envelopes.abbreviated(tag)
                    + "\" is unknown; there are \"cmd\", \"query\", \"subscribe\" and \"unsubscribe\"");
      }
    } catch (MalformedException e) {
      refuse(elements, e, handler);
    }
  }

  /** Answers a message that cannot be taken with as much of its identity as was read. */
  static void refuse(List<?> elements, MalformedException e, MessageReader.Handler handler) {
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

  private static void command(List<?> elements, MessageReader.Handler handler)
      throws MalformedException {
    requireElements(elements, 4, "[\"cmd\", client-id, client-seq, {\"name\", \"data\", …}]");
    String clientId = Envelopes.clientId(elements.get(1));
    long clientSeq = Envelopes.clientSeq(elements.get(2));
    handler.command(Envelopes.command(clientId, clientSeq, body(elements.get(3))));
  }

  private static void query(List<?> elements, MessageReader.Handler handler)
      throws MalformedException {
    requireElements(elements, 3, "[\"query\", query-id, {\"name\", \"data\", …}]");
    Object id = Envelopes.queryId(elements.get(1));
    handler.query(id, Envelopes.query(body(elements.get(2))));
  }

  private static void subscribe(List<?> elements, MessageReader.Handler handler)
      throws MalformedException {
    requireElements(elements, 3, "[\"subscribe\", subscription-id, {\"from\"?, …}]");
    Object id = Envelopes.subscriptionId(elements.get(1));
    try {
      handler.subscribe(Envelopes.subscription(id, body(elements.get(2))));
    } catch (MalformedException e) {
      throw new MalformedException("subscription " + Envelopes.shown(id) + ": " + e.getMessage());
    }
  }

  private static void requireElements(List<?> elements, int count, String form)
      throws MalformedException {
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
}
