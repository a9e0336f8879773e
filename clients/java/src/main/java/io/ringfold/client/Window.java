package io.ringfold.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is unanswered, in the order sent, and the room for more. Gives out the numbers under which
 * commands and queries go. Once ended it is empty for good.
 *
 * <p>Every method is called with {@link ClientThreads#lock} held.
 */
final class Window {
  private final ClientThreads threads;
  private final int room;
  private final String clientId;

  private final Map<Long, Request<Ack>> commands = new LinkedHashMap<>();
  private final Map<String, Request<Result>> queries = new LinkedHashMap<>();
  private long nextClientSeq = 1;
  private long nextQueryId = 1;
  private long lastAnswerNs;

  /** Why nothing more is taken; null while the client works. */
  private RingfoldException end;

  Window(ClientThreads threads, int room, String clientId) {
    this.threads = threads;
    this.room = room;
    this.clientId = clientId;
  }

  /**
   * Waits until one more may be added.
   *
   * @throws RingfoldException where the window has ended
   * @throws IllegalStateException where it would wait on the thread that brings the answers, or is
   *     interrupted while it waits
   */
  void awaitRoom() {
    assert threads.lockIsHeld();
    while (end == null && size() >= room) {
      if (threads.delivery.isHeldByCurrentThread()) {
        throw new IllegalStateException(
            "the window of "
                + room
                + " is full, and this thread brings the answers that make room:"
                + " send from another thread, or with a wider window");
      }
      try {
        threads.changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for room in the window", e);
      }
    }
    if (end != null) {
      throw new RingfoldException(end.code(), end.explanation(), end);
    }
  }

  /**
   * Waits until there is nothing unanswered.
   *
   * @return false when the time is over
   */
  boolean awaitAnswers(long timeNs) throws InterruptedException {
    assert threads.lockIsHeld();
    long leftNs = timeNs;
    while (size() > 0) {
      if (leftNs <= 0) {
        return false;
      }
      leftNs = threads.changed.awaitNanos(leftNs);
    }
    return true;
  }

  /**
   * Adds a command under the next client-seq.
   *
   * @throws IllegalArgumentException where it cannot be written as JSON; no number is used up
   */
  Request<Ack> add(Command command) {
    assert threads.lockIsHeld();
    Request<Ack> request = new Request<>(Wire.command(clientId, nextClientSeq, command));
    if (commands.isEmpty()) {
      lastAnswerNs = System.nanoTime();
    }
    commands.put(nextClientSeq, request);
    nextClientSeq++;
    return request;
  }

  /** Adds a query under the next query-id; errors as for a command. */
  Request<Result> add(Query query) {
    assert threads.lockIsHeld();
    String queryId = "q" + nextQueryId;
    Request<Result> request = new Request<>(Wire.query(queryId, query));
    queries.put(queryId, request);
    nextQueryId++;
    return request;
  }

  /** The command of which the server said something; null where it is not waited for. */
  Request<Ack> command(long clientSeq) {
    assert threads.lockIsHeld();
    lastAnswerNs = System.nanoTime();
    return commands.get(clientSeq);
  }

  /** Takes out the command that was answered; null where it is not waited for. */
  Request<Ack> removeCommand(long clientSeq) {
    assert threads.lockIsHeld();
    lastAnswerNs = System.nanoTime();
    threads.changed.signalAll();
    return commands.remove(clientSeq);
  }

  /** The query with this id; null where it is not waited for. */
  Request<Result> query(String queryId) {
    assert threads.lockIsHeld();
    return queries.get(queryId);
  }

  /** Takes out the query that was answered; null where it is not waited for. */
  Request<Result> removeQuery(String queryId) {
    assert threads.lockIsHeld();
    threads.changed.signalAll();
    return queries.remove(queryId);
  }

  /** How many commands and queries are unanswered. */
  int size() {
    assert threads.lockIsHeld();
    return commands.size() + queries.size();
  }

  boolean awaitsCommands() {
    assert threads.lockIsHeld();
    return !commands.isEmpty();
  }

  /** When a command was last answered, or the first of those that wait was sent. */
  long lastAnswerNs() {
    assert threads.lockIsHeld();
    return lastAnswerNs;
  }

  /** Commands, then queries, each in the order sent. */
  List<Request<?>> unanswered() {
    assert threads.lockIsHeld();
    List<Request<?>> all = new ArrayList<>(size());
    all.addAll(commands.values());
    all.addAll(queries.values());
    return all;
  }

  /** Empties it for good; what was unanswered is its caller's to fail. */
  void end(RingfoldException reason) {
    assert threads.lockIsHeld();
    end = reason;
    commands.clear();
    queries.clear();
    threads.changed.signalAll();
  }

  /** Why it has ended; null while the client works. */
  RingfoldException end() {
    assert threads.lockIsHeld();
    return end;
  }

  boolean hasEnded() {
    return end() != null;
  }
}
