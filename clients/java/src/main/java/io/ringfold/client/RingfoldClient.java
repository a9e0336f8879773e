package io.ringfold.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One connection to a Ringfold server, kept up.
 *
 * <pre>{@code
 * try (RingfoldClient client = RingfoldClient.connect(ClientConfig.of("ws://127.0.0.1:8080/ws"))) {
 *   Ack ack = client.send("visit-page", Map.of("url", "/")).toCompletableFuture().join();
 *   Result pages = client.query(
 *       Query.of("page-view-counts", Map.of()).withMinSeq(ack.seq())).toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p><b>Sending.</b> A message goes out at once where the connection is free; what is sent while a
 * frame is under way is packed into the next one. At most {@link ClientConfig#window()} commands
 * and queries are unanswered at once; then {@code send} and {@code query} wait for room.
 *
 * <p><b>Cuts.</b> A cut connection is made again, with back-off, for {@link
 * ClientConfig#patience()}. Everything unanswered is sent again, in its order and under the same
 * client-id, client-seq and uuid, so the server processes each command once; one that it had
 * processed already is answered with {@link Ack#duplicate()}. Updates go on after the last one
 * seen, also where the server left some out because they were not taken fast enough. (Where the
 * connection is cut before the first update came, and no {@link ClientConfig#updatesFrom()} was
 * given, they begin with those of the first command that proves to be a duplicate, else with what
 * is new.) When patience is over, everything unanswered fails with {@link
 * RingfoldException#NOT_CONNECTED}, and the client takes nothing more.
 *
 * <p><b>Threads.</b> Thread-safe. Answers and updates come on the client's own threads, one at a
 * time, acknowledgements in the order sent. An action on a stage must not block; it may send, but
 * gets an {@link IllegalStateException} where it would have to wait for room.
 */
public final class RingfoldClient implements AutoCloseable {
  private final String clientId = UUID.randomUUID().toString();

  /** The locks, and the rules of who holds which when. */
  private final ClientThreads threads = new ClientThreads();

  private final Window window;
  private final Outbox outbox;
  private final Inbox inbox;
  private final Reconnector reconnector;
  private final KeepAlive keepAlive;

  private RingfoldClient(ClientConfig config, UpdateListener updates) {
    Connection.Owner events = new Events();
    SeenUpdates seen = new SeenUpdates(threads, config.updatesFrom());
    // 1. what is sent takes a place in the window, and leaves through the outbox
    window = new Window(threads, config.window(), clientId);
    outbox = new Outbox(threads, config, window);
    // 2. what comes in is an answer, which makes room in the window, or an update
    boolean followsUpdates = config.updates() != ClientConfig.Updates.NONE;
    inbox = new Inbox(threads, clientId, window, outbox, seen, updates, followsUpdates);
    // 3. what keeps both going
    reconnector = new Reconnector(threads, config, clientId, window, outbox, seen, events);
    keepAlive = new KeepAlive(threads, config, window, outbox, events, this::giveUp);
  }

  /** Connects without listening to updates; see {@link #connect(ClientConfig, UpdateListener)}. */
  public static RingfoldClient connect(ClientConfig config) {
    return connect(config, update -> {});
  }

  /**
   * Connects, trying again with back-off for {@link ClientConfig#connectPatience()}.
   *
   * @param updates hears of the events that {@link ClientConfig#updates()} asks for
   * @throws RingfoldException where there is no connection in that time, or the server refuses it
   */
  public static RingfoldClient connect(ClientConfig config, UpdateListener updates) {
    RingfoldClient client = new RingfoldClient(config, updates);
    client.reconnector.attempt();
    client.keepAlive.start();
    try {
      client.awaitFirstConnection();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      client.close();
      throw new RingfoldException(RingfoldException.CLOSED, "interrupted while connecting", e);
    }
    return client;
  }

  /** The id under which this client's commands go; made once for each instance. */
  public String clientId() {
    return clientId;
  }

  /** Sends a command with this name and data; see {@link #send(Command)}. */
  public CompletionStage<Ack> send(String name, Object data) {
    return send(Command.of(name, data));
  }

  /**
   * Sends a command. Waits where the window is full.
   *
   * @return completes when the command is durable, or exceptionally with a {@link
   *     RingfoldException} that tells the code
   * @throws RingfoldException where the client is closed or has given up
   * @throws IllegalArgumentException where data or meta cannot be written as JSON
   * @throws IllegalStateException where it would wait on the thread that brings the answers, or is
   *     interrupted while it waits
   */
  public CompletionStage<Ack> send(Command command) {
    threads.lock.lock();
    try {
      window.awaitRoom();
      Request<Ack> request = window.add(command);
      outbox.enqueue(request);
      return request.answer;
    } finally {
      threads.lock.unlock();
      outbox.pumpOrPack();
    }
  }

  /** Asks a query of the newest state; see {@link #query(Query)}. */
  public CompletionStage<Result> query(String name, Object data) {
    return query(Query.of(name, data));
  }

  /**
   * Asks a query. Waits where the window is full; errors as in {@link #send(Command)}.
   *
   * @return completes with the answer, or exceptionally with a {@link RingfoldException} that tells
   *     the code
   */
  public CompletionStage<Result> query(Query query) {
    threads.lock.lock();
    try {
      window.awaitRoom();
      Request<Result> request = window.add(query);
      outbox.enqueue(request);
      return request.answer;
    } finally {
      threads.lock.unlock();
      outbox.pumpOrPack();
    }
  }

  /**
   * Waits until everything sent was answered.
   *
   * @return whether it was; false when the time is over
   */
  public boolean awaitAnswers(Duration time) throws InterruptedException {
    threads.lock.lock();
    try {
      return window.awaitAnswers(time.toNanos());
    } finally {
      threads.lock.unlock();
    }
  }

  /**
   * Closes the connection. Does not wait: what is unanswered fails with {@link
   * RingfoldException#CLOSED}, see {@link #awaitAnswers}.
   */
  @Override
  public void close() {
    Connection open;
    threads.lock.lock();
    try {
      open = outbox.connection();
    } finally {
      threads.lock.unlock();
    }
    giveUp(new RingfoldException(RingfoldException.CLOSED, "the client was closed", null));
    if (open != null) {
      open.sayGoodbye();
    }
  }

  // ---- what the connection tells

  /** What the connections tell; each part heeds only the one in use. */
  private final class Events implements Connection.Owner {
    @Override
    public void onOpen(Connection from) {
      reconnector.onOpen();
      outbox.pump();
    }

    @Override
    public void onFrame(Connection from, String text) {
      threads.delivery.lock();
      try {
        if (!reconnector.onHeard(from)) {
          return;
        }
        if (inbox.handOver(text)) {
          onEnd(from, new IOException("updates were left out, another connection resumes them"));
          return;
        }
      } catch (RingfoldException e) {
        from.abort();
        giveUp(e);
      } finally {
        threads.delivery.unlock();
      }
      outbox.pump();
    }

    @Override
    public void onSent(Connection from) {
      outbox.onSent(from);
    }

    @Override
    public void onEnd(Connection from, Throwable cause) {
      from.abort();
      RingfoldException hopeless =
          reconnector.onCut(from, cause instanceof CompletionException ? cause.getCause() : cause);
      if (hopeless != null) {
        giveUp(hopeless);
      }
    }
  }

  // ---- beginning and end

  private void awaitFirstConnection() throws InterruptedException {
    threads.lock.lock();
    try {
      while (!reconnector.wasOpen() && !window.hasEnded()) {
        threads.changed.await();
      }
      if (window.hasEnded()) {
        throw window.end();
      }
    } finally {
      threads.lock.unlock();
    }
  }

  /** Takes nothing more, and fails what is unanswered. */
  private void giveUp(RingfoldException reason) {
    assert !threads.lockIsHeld() : "delivery is taken before the lock, never while it is held";
    List<Request<?>> unanswered;
    threads.lock.lock();
    try {
      if (window.hasEnded()) {
        return;
      }
      unanswered = window.unanswered();
      window.end(reason);
      outbox.end();
    } finally {
      threads.lock.unlock();
    }
    threads.timer.shutdown();
    threads.delivery.lock();
    try {
      unanswered.forEach(request -> request.answer.completeExceptionally(reason));
    } finally {
      threads.delivery.unlock();
    }
  }
}
