package io.ringfold.gateway.websocket;

import io.ringfold.engine.Outcome;
import io.ringfold.engine.OutcomeListener;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes events to the connections that want them: each command's updates are encoded once in each
 * format that one of them uses, however many there are.
 *
 * <p>Connections come and go on any thread. Outcomes come on the reply thread, each after its
 * answer, so a command's acknowledgement stands before its updates in every {@link Outbox}; what a
 * batch of outcomes put there leaves at the end of the batch.
 */
public final class Updates implements OutcomeListener {
  private static final Logger LOG = LoggerFactory.getLogger(Updates.class);

  /** The updates of the outcome at hand in one format, as far as somebody wants them. */
  private static final class Encoding {
    private final MessageWriter writer;
    private boolean tried;
    private boolean failed;

    Encoding(Format format) {
      writer = new MessageWriter(format);
    }

    /** Whether the writer holds the updates; false where they cannot be written. */
    boolean holds(Outcome outcome) {
      if (!tried) {
        tried = true;
        failed = false;
        try {
          writer.updates(outcome);
        } catch (RuntimeException e) {
          // the events are journaled; whoever waits for them is told that they are missing here
          failed = true;
          LOG.error(
              "cannot write the events of sequence {} as {}",
              outcome.sequence(),
              writer.format(),
              e);
        }
      }
      return !failed;
    }
  }

  private final List<Connection> toAll = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, List<Connection>> byClientId = new ConcurrentHashMap<>();

  // only touched on the reply thread
  private final Map<Format, Encoding> encodings = new EnumMap<>(Format.class);
  private final List<Connection> touched = new ArrayList<>();

  /** From now on the connection hears of every event. */
  void addToAll(Connection connection) {
    toAll.add(connection);
  }

  /** From now on the connection hears of the events of this client's commands. */
  void add(String clientId, Connection connection) {
    byClientId.merge(clientId, List.of(connection), Updates::joined);
  }

  /** The connection is gone. */
  void remove(Connection connection, Iterable<String> clientIds) {
    toAll.remove(connection);
    for (String clientId : clientIds) {
      byClientId.computeIfPresent(clientId, (id, present) -> without(present, connection));
    }
  }

  private static List<Connection> joined(List<Connection> present, List<Connection> added) {
    List<Connection> all = new ArrayList<>(present);
    all.addAll(added);
    return List.copyOf(all);
  }

  private static List<Connection> without(List<Connection> present, Connection connection) {
    List<Connection> rest = present.stream().filter(each -> each != connection).toList();
    return rest.isEmpty() ? null : rest;
  }

  /** Answers a command of this connection; on the reply thread. */
  void reply(Connection connection, Outcome outcome) {
    MessageWriter writer = encoding(connection.format()).writer;
    writer.outcome(outcome);
    connection.outbox().addAnswer(writer.bytes(), writer.length());
    touch(connection);
  }

  @Override
  public void onOutcome(Outcome outcome) {
    if (outcome.eventCount() == 0) {
      return;
    }
    String clientId = outcome.submission().clientId();
    List<Connection> mine = clientId == null ? null : byClientId.get(clientId);
    if (mine == null && toAll.isEmpty()) {
      return;
    }
    encodings.values().forEach(each -> each.tried = false);
    if (mine != null) {
      for (Connection connection : mine) {
        push(connection, outcome);
      }
    }
    for (Connection connection : toAll) {
      push(connection, outcome);
    }
  }

  private Encoding encoding(Format format) {
    return encodings.computeIfAbsent(format, Encoding::new);
  }

  private void push(Connection connection, Outcome outcome) {
    int count = outcome.eventCount();
    boolean[] wanted = null;
    if (connection.isSelective()) {
      wanted = new boolean[count];
      boolean any = false;
      for (int i = 0; i < count; i++) {
        wanted[i] = connection.wants(outcome.eventType(i).name());
        any |= wanted[i];
      }
      if (!any) {
        return;
      }
    }
    Encoding encoding = encoding(connection.format());
    if (encoding.holds(outcome)) {
      MessageWriter writer = encoding.writer;
      connection
          .outbox()
          .addUpdates(outcome.sequence(), writer.bytes(), writer.ends(), count, wanted);
    } else {
      connection.outbox().leaveOut(outcome.sequence());
    }
    touch(connection);
  }

  private void touch(Connection connection) {
    if (!connection.touchedInBatch) {
      connection.touchedInBatch = true;
      touched.add(connection);
    }
  }

  @Override
  public void onBatchEnd() {
    for (Connection connection : touched) {
      connection.touchedInBatch = false;
      connection.outbox().flush();
    }
    touched.clear();
  }
}
