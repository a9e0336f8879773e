package io.ringfold.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
 * seen. (Where the connection is cut before the first update came, and no {@link
 * ClientConfig#updatesFrom()} was given, updates begin anew.) When patience is over, everything
 * unanswered fails with {@link RingfoldException#NOT_CONNECTED}, and the client takes nothing more.
 *
 * <p><b>Threads.</b> Thread-safe. Answers and updates come on the client's own threads, one at a
 * time, acknowledgements in the order sent. An action on a stage must not block; it may send, but
 * gets an {@link IllegalStateException} where it would have to wait for room.
 */
public final class RingfoldClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RingfoldClient.class.getName());
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(5);
  private static final long WATCH_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ClientConfig config;
  private final UpdateListener updates;
  private final String clientId = UUID.randomUUID().toString();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledThreadPoolExecutor timer;
  private final Connection.Owner owner = new Events();

  /**
   * Held while answers are handed over, so that they come one at a time. Taken before {@link
   * #lock}.
   */
  private final ReentrantLock delivery = new ReentrantLock();

  /** Guards everything below; never held while foreign code runs. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Signalled when there is room in the window, or the connection came or went. */
  private final Condition changed = lock.newCondition();

  private final Map<Long, Request<Ack>> commands = new LinkedHashMap<>();
  private final Map<String, Request<Result>> queries = new LinkedHashMap<>();
  private final ArrayDeque<Request<?>> outgoing = new ArrayDeque<>();

  /** The connection in use or being made; null between a cut and the next attempt. */
  private Connection connection;

  private boolean frameUnderWay;
  private boolean pumpPlanned;
  private boolean wasOpen;

  /**
   * Since when the server gave nothing but failures; 0 while messages come in. A handshake alone
   * does not end a cut: a server that accepts and hangs up would be tried for ever.
   */
  private long cutNs = System.nanoTime();

  private int failedAttempts;
  private long lastAnswerNs;
  private long nextClientSeq = 1;
  private long nextQueryId = 1;
  private long seenSeq = -1;
  private int seenIndex;
  private boolean seenWhole;

  /** Why nothing more is taken; null while the client works. */
  private RingfoldException end;

  private RingfoldClient(ClientConfig config, UpdateListener updates) {
    this.config = config;
    this.updates = updates;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "ringfold-client");
              thread.setDaemon(true);
              return thread;
            });
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
    client.attempt();
    client.timer.scheduleWithFixedDelay(
        client::watch, WATCH_EVERY_NS, WATCH_EVERY_NS, TimeUnit.NANOSECONDS);
    client.awaitFirstConnection();
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
    lock.lock();
    try {
      awaitRoom();
      long clientSeq = nextClientSeq;
      Request<Ack> request = new Request<>(Wire.command(clientId, clientSeq, command));
      nextClientSeq++;
      if (commands.isEmpty()) {
        lastAnswerNs = System.nanoTime();
      }
      commands.put(clientSeq, request);
      enqueue(request);
      return request.answer;
    } finally {
      lock.unlock();
      pumpOrPack();
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
    lock.lock();
    try {
      awaitRoom();
      String queryId = "q" + nextQueryId;
      Request<Result> request = new Request<>(Wire.query(queryId, query));
      nextQueryId++;
      queries.put(queryId, request);
      enqueue(request);
      return request.answer;
    } finally {
      lock.unlock();
      pumpOrPack();
    }
  }

  /**
   * Waits until everything sent was answered.
   *
   * @return whether it was; false when the time is over
   */
  public boolean awaitAnswers(Duration time) throws InterruptedException {
    long leftNs = time.toNanos();
    lock.lock();
    try {
      while (!commands.isEmpty() || !queries.isEmpty()) {
        if (leftNs <= 0) {
          return false;
        }
        leftNs = changed.awaitNanos(leftNs);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the connection. Does not wait: what is unanswered fails with {@link
   * RingfoldException#CLOSED}, see {@link #awaitAnswers}.
   */
  @Override
  public void close() {
    Connection open;
    lock.lock();
    try {
      open = connection;
    } finally {
      lock.unlock();
    }
    giveUp(new RingfoldException(RingfoldException.CLOSED, "the client was closed", null));
    if (open != null) {
      open.sayGoodbye();
    }
  }

  // ---- the way out

  /** A message and the answer it waits for. */
  private static final class Request<T> {
    final String text;
    final CompletableFuture<T> answer = new CompletableFuture<>();
    boolean queued;
    int refusals;
    long firstRefusalNs;

    Request(String text) {
      this.text = text;
    }
  }

  private void awaitRoom() {
    while (end == null && commands.size() + queries.size() >= config.window()) {
      if (delivery.isHeldByCurrentThread()) {
        throw new IllegalStateException(
            "the window of "
                + config.window()
                + " is full, and this thread brings the answers that make room:"
                + " send from another thread, or with a wider window");
      }
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for room in the window", e);
      }
    }
    if (end != null) {
      throw new RingfoldException(end.code(), end.explanation(), end);
    }
  }

  private void enqueue(Request<?> request) {
    if (!request.queued) {
      request.queued = true;
      outgoing.add(request);
    }
  }

  /**
   * A message alone goes out at once, on the thread that sends it. In a stream of messages the
   * client's own thread sends, so that what comes meanwhile is packed into the next frame: a frame
   * costs far more than a message in it.
   */
  private void pumpOrPack() {
    boolean alone;
    lock.lock();
    try {
      alone = commands.size() + queries.size() <= 1;
      if (!alone && (pumpPlanned || frameUnderWay || end != null)) {
        return;
      }
      if (!alone) {
        pumpPlanned = true;
        timer.execute(this::plannedPump);
      }
    } finally {
      lock.unlock();
    }
    if (alone) {
      pump();
    }
  }

  private void plannedPump() {
    lock.lock();
    try {
      pumpPlanned = false;
    } finally {
      lock.unlock();
    }
    pump();
  }

  /** Sends the next frame where there is something to send and no frame is under way. */
  private void pump() {
    Connection open;
    String frame;
    lock.lock();
    try {
      if (frameUnderWay || connection == null || !connection.isOpen() || outgoing.isEmpty()) {
        return;
      }
      open = connection;
      frame = nextFrame();
      frameUnderWay = true;
    } finally {
      lock.unlock();
    }
    open.send(frame);
  }

  private String nextFrame() {
    Request<?> first = outgoing.remove();
    first.queued = false;
    if (outgoing.isEmpty() || config.maxBatch() == 1) {
      return first.text;
    }
    StringBuilder frame = new StringBuilder().append('[').append(first.text);
    for (int n = 1; n < config.maxBatch() && !outgoing.isEmpty(); n++) {
      if (frame.length() + outgoing.peek().text.length() + 2 > config.maxFrameChars()) {
        break;
      }
      Request<?> next = outgoing.remove();
      next.queued = false;
      frame.append(',').append(next.text);
    }
    return frame.append(']').toString();
  }

  // ---- the way in

  private void onFrame(Connection from, String text) {
    delivery.lock();
    try {
      lock.lock();
      try {
        if (from != connection) {
          return;
        }
        cutNs = 0;
        failedAttempts = 0;
      } finally {
        lock.unlock();
      }
      JsonNode frame = Wire.parse(text);
      if (Wire.isOneMessage(frame)) {
        onMessage(frame);
      } else {
        frame.forEach(this::onMessage);
      }
    } catch (JsonProcessingException | RuntimeException e) {
      from.abort();
      giveUp(
          new RingfoldException(
              RingfoldException.PROTOCOL,
              "the server sent what the protocol does not know: " + shortened(text),
              e));
    } finally {
      delivery.unlock();
    }
    pump();
  }

  private void onMessage(JsonNode message) {
    String tag = message.path(0).asText();
    switch (tag) {
      case "cmd-ack" -> onAck(message);
      case "error" -> onError(message);
      case "update" -> onUpdate(Wire.update(message));
      case "result" -> {
        // read before it is taken from those that wait: what cannot be read is no answer
        Result result = Wire.result(message.path(2));
        Request<Result> request = removeQuery(message);
        if (request != null) {
          request.answer.complete(result);
        }
      }
      case "query-error" -> onQueryError(message);
      case "gap" -> {
        JsonNode gap = message.path(2);
        long to = Wire.required(gap, "to").longValue();
        markSeen(to, 0, true);
        tell(() -> updates.onGap(Wire.required(gap, "from").longValue(), to));
      }
      // a later protocol may say more
      default -> LOG.log(System.Logger.Level.DEBUG, () -> "unknown message " + message);
    }
  }

  private void onAck(JsonNode message) {
    Ack ack = Wire.ack(message.path(3));
    Request<Ack> request = removeCommand(message);
    if (request != null) {
      request.answer.complete(ack);
    }
  }

  private void onError(JsonNode message) {
    RingfoldException error = Wire.error(message.path(3), message.path(4));
    if (!clientId.equals(message.path(1).textValue())) {
      throw new Wire.ProtocolViolation("the server could not read what it was sent: " + error);
    }
    Request<Ack> refused = commandOf(message);
    if (refused == null || tryAgainLater(refused, error)) {
      return;
    }
    removeCommand(message);
    refused.answer.completeExceptionally(error);
  }

  private void onQueryError(JsonNode message) {
    RingfoldException error = Wire.error(message.path(2), message.path(3));
    Request<Result> refused;
    lock.lock();
    try {
      refused = queries.get(message.path(1).asText());
    } finally {
      lock.unlock();
    }
    if (refused == null || tryAgainLater(refused, error)) {
      return;
    }
    removeQuery(message);
    refused.answer.completeExceptionally(error);
  }

  private void onUpdate(Update update) {
    boolean seenBefore =
        update.seq() < seenSeq || (update.seq() == seenSeq && update.index() <= seenIndex);
    if (!seenBefore) {
      markSeen(update.seq(), update.index(), update.index() + 1 == update.of());
      tell(() -> updates.onUpdate(update));
    }
  }

  private void markSeen(long seq, int index, boolean whole) {
    lock.lock();
    try {
      seenSeq = seq;
      seenIndex = index;
      seenWhole = whole;
    } finally {
      lock.unlock();
    }
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the update listener failed", e);
    }
  }

  private Request<Ack> commandOf(JsonNode message) {
    lock.lock();
    try {
      lastAnswerNs = System.nanoTime();
      return commands.get(message.path(2).asLong());
    } finally {
      lock.unlock();
    }
  }

  private Request<Ack> removeCommand(JsonNode message) {
    lock.lock();
    try {
      lastAnswerNs = System.nanoTime();
      changed.signalAll();
      return commands.remove(message.path(2).asLong());
    } finally {
      lock.unlock();
    }
  }

  private Request<Result> removeQuery(JsonNode message) {
    lock.lock();
    try {
      changed.signalAll();
      return queries.remove(message.path(1).asText());
    } finally {
      lock.unlock();
    }
  }

  private boolean tryAgainLater(Request<?> request, RingfoldException error) {
    if (!config.retryBusy() || !error.isTemporary()) {
      return false;
    }
    lock.lock();
    try {
      long now = System.nanoTime();
      if (request.refusals == 0) {
        request.firstRefusalNs = now;
      }
      long delayNs = Backoff.delayNs(request.refusals++);
      if (end != null || now + delayNs - request.firstRefusalNs > config.patience().toNanos()) {
        return false;
      }
      timer.schedule(() -> sendAgain(request), delayNs, TimeUnit.NANOSECONDS);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void sendAgain(Request<?> request) {
    lock.lock();
    try {
      if (end == null && !request.answer.isDone()) {
        enqueue(request);
      }
    } finally {
      lock.unlock();
    }
    pump();
  }

  // ---- the connection

  /** What the connections tell, each only as long as it is the one in use. */
  private final class Events implements Connection.Owner {
    @Override
    public void onOpen(Connection from) {
      lock.lock();
      try {
        wasOpen = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      pump();
    }

    @Override
    public void onFrame(Connection from, String text) {
      RingfoldClient.this.onFrame(from, text);
    }

    @Override
    public void onSent(Connection from) {
      lock.lock();
      try {
        if (from != connection) {
          return;
        }
        frameUnderWay = false;
      } finally {
        lock.unlock();
      }
      pump();
    }

    @Override
    public void onEnd(Connection from, Throwable cause) {
      from.abort();
      onCut(from, cause instanceof CompletionException ? cause.getCause() : cause);
    }
  }

  /** Begins to make a connection; how it goes is told to {@link Events}. */
  private void attempt() {
    Connection next;
    URI target;
    Duration atMost;
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      next = new Connection(owner);
      connection = next;
      frameUnderWay = false;
      target = target();
      Duration left = patienceNow().minusNanos(System.nanoTime() - cutNs);
      atMost = left.compareTo(LONGEST_HANDSHAKE) < 0 ? left : LONGEST_HANDSHAKE;
      if (atMost.toMillis() < 1) {
        atMost = Duration.ofMillis(1);
      }
    } finally {
      lock.unlock();
    }
    http.newWebSocketBuilder()
        .subprotocols("ringfold.json")
        .connectTimeout(atMost)
        .buildAsync(target, next)
        .whenComplete(
            (socket, failure) -> {
              if (failure != null) {
                owner.onEnd(next, failure);
              }
            });
  }

  private URI target() {
    StringBuilder url = new StringBuilder(config.url().toString());
    url.append(config.url().getQuery() == null ? '?' : '&');
    url.append("updates=").append(config.updates().name().toLowerCase(Locale.ROOT));
    if (config.updates() != ClientConfig.Updates.NONE) {
      if (seenSeq >= 0) {
        // half of a command's events were seen: ask for all of them, and pass over the known ones
        url.append("&from=").append(seenWhole ? seenSeq : seenSeq - 1);
      } else if (config.updatesFrom() != null) {
        url.append("&from=").append(config.updatesFrom());
      }
    }
    return URI.create(url.toString());
  }

  private Duration patienceNow() {
    return wasOpen ? config.patience() : config.connectPatience();
  }

  private void onCut(Connection from, Throwable cause) {
    RingfoldException hopeless;
    lock.lock();
    try {
      if (from != connection || end != null) {
        return;
      }
      connection = null;
      frameUnderWay = false;
      queueEverythingUnanswered();
      long now = System.nanoTime();
      if (cutNs == 0 || from.openForNs(now) > config.patience().toNanos()) {
        cutNs = now;
      }
      long delayNs = Backoff.delayNs(failedAttempts++);
      hopeless = finalFailure(cause, now + delayNs - cutNs);
      if (hopeless == null) {
        timer.schedule(this::attempt, delayNs, TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
    if (hopeless != null) {
      giveUp(hopeless);
    } else {
      LOG.log(System.Logger.Level.DEBUG, () -> "connection cut, trying again: " + cause);
    }
  }

  private void queueEverythingUnanswered() {
    outgoing.clear();
    for (Collection<? extends Request<?>> each : List.of(commands.values(), queries.values())) {
      for (Request<?> request : each) {
        request.queued = true;
        outgoing.add(request);
      }
    }
  }

  /** The failure to end with; null where another attempt makes sense. */
  private RingfoldException finalFailure(Throwable cause, long cutForNs) {
    if (cause instanceof Wire.ProtocolViolation) {
      return new RingfoldException(RingfoldException.PROTOCOL, cause.getMessage(), cause);
    }
    if (cause instanceof WebSocketHandshakeException refusal) {
      int status = refusal.getResponse().statusCode();
      if (status >= 400 && status < 500 && status != 408 && status != 429) {
        return new RingfoldException(
            RingfoldException.PROTOCOL,
            target()
                + " was refused as a WebSocket with status "
                + status
                + "; is it a Ringfold server, is the path right (usually /ws), and does this"
                + " version of it serve these parameters?",
            cause);
      }
    }
    if (cutForNs <= patienceNow().toNanos()) {
      return null;
    }
    return new RingfoldException(
        RingfoldException.NOT_CONNECTED,
        "no connection to "
            + config.url()
            + " for "
            + patienceNow().toMillis()
            + " ms, last failure: "
            + describe(cause)
            + "; is the server running?",
        cause);
  }

  private static String describe(Throwable cause) {
    if (cause instanceof ConnectException) {
      return "connection refused or unreachable";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /**
   * Notices a server that went away without a word. The JDK does not tell every end either: where
   * the end comes while a frame is being handled, its listener may hear nothing, and only a second
   * ping fails. So a question goes out soon where answers are due.
   */
  private void watch() {
    Connection open;
    boolean unanswered;
    long pingAfterNs;
    long now = System.nanoTime();
    lock.lock();
    try {
      open = connection;
      if (open == null || !open.isOpen()) {
        return;
      }
      long waitingNs = Math.min(now - lastAnswerNs, open.openForNs(now));
      pingAfterNs =
          commands.isEmpty() && queries.isEmpty() ? config.silence().toNanos() / 3 : WATCH_EVERY_NS;
      unanswered = !commands.isEmpty() && waitingNs > config.patience().toNanos();
    } finally {
      lock.unlock();
    }
    long quietNs = now - open.heardNs();
    if (quietNs > config.silence().toNanos()) {
      owner.onEnd(open, new RuntimeException("nothing heard for " + quietNs / 1_000_000 + " ms"));
    } else if (unanswered) {
      open.abort();
      giveUp(
          new RingfoldException(
              RingfoldException.NO_ANSWER,
              "no command was answered for " + config.patience().toMillis() + " ms",
              null));
    } else if (quietNs > pingAfterNs) {
      open.ping();
    }
  }

  private void awaitFirstConnection() {
    lock.lock();
    try {
      while (!wasOpen && end == null) {
        changed.await();
      }
      if (end != null) {
        throw end;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new RingfoldException(RingfoldException.CLOSED, "interrupted while connecting", e);
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and fails what is unanswered. */
  private void giveUp(RingfoldException reason) {
    List<CompletableFuture<?>> unanswered = new ArrayList<>();
    lock.lock();
    try {
      if (end != null) {
        return;
      }
      end = reason;
      connection = null;
      outgoing.clear();
      commands.values().forEach(request -> unanswered.add(request.answer));
      queries.values().forEach(request -> unanswered.add(request.answer));
      commands.clear();
      queries.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    timer.shutdown();
    delivery.lock();
    try {
      unanswered.forEach(answer -> answer.completeExceptionally(reason));
    } finally {
      delivery.unlock();
    }
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
