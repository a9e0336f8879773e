package io.ringfold.gateway.websocket;

import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.updates.StreamFilter;
import io.ringfold.gateway.updates.StreamRequest;
import java.util.Deque;
import java.util.Map;

/**
 * What a client asks for in the address of {@code /ws}. Immutable.
 *
 * @param updates its own stream
 * @param batch whether several messages may come in one frame
 */
record ConnectionParameters(StreamRequest updates, boolean batch) {
  private static final String BATCH = "batch";

  /**
   * Reads the query parameters of the handshake.
   *
   * @throws MalformedException saying which one cannot be taken, and why
   */
  static ConnectionParameters of(Map<String, Deque<String>> query, Domains domains)
      throws MalformedException {
    for (String name : query.keySet()) {
      if (!name.equals(BATCH) && !StreamRequest.PARAMETERS.contains(name)) {
        throw new MalformedException(
            "parameter \""
                + name
                + "\" is unknown; there are updates, from, events, client-id and batch");
      }
    }
    return new ConnectionParameters(
        StreamRequest.of(query, StreamFilter.Whose.MINE, domains), batch(query.get(BATCH)));
  }

  private static boolean batch(Deque<String> values) throws MalformedException {
    if (values == null) {
      return true;
    }
    if (values.size() != 1) {
      throw new MalformedException("parameter batch is given more than once");
    }
    return switch (values.getFirst()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new MalformedException("batch=" + values.getFirst() + ": must be true or false");
    };
  }
}
