package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An engine over a real directory, with answers as futures; for tests. */
final class RunningEngine implements AutoCloseable {

  /** An outcome, copied out of its slot. */
  record Answer(
      Outcome.Status status,
      boolean duplicate,
      long sequence,
      String code,
      String message,
      List<Object> events) {
    static Answer of(Outcome outcome) {
      List<Object> events = new ArrayList<>();
      for (int i = 0; i < outcome.eventCount(); i++) {
        events.add(outcome.event(i));
      }
      return new Answer(
          outcome.status(),
          outcome.duplicate(),
          outcome.sequence(),
          outcome.code(),
          outcome.message(),
          events);
    }
  }

  /** The answer to a query. */
  record Result(long basis, Object value, String errorCode) {}

  private static final long PATIENCE_S = 30;

  final Engine engine;
  final List<Answer> heard = new CopyOnWriteArrayList<>();
  final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private RunningEngine(EngineConfig config, Domains domains) {
    OutcomeListener listener =
        new OutcomeListener() {
          @Override
          public void onOutcome(Outcome outcome) {
            heard.add(Answer.of(outcome));
          }

          @Override
          public void onBatchEnd() {}
        };
    engine = Engine.open(config, domains, List.of(listener), failure::complete);
  }

  static RunningEngine start(EngineConfig config, Domains domains) {
    RunningEngine running = new RunningEngine(config, domains);
    running.engine.start();
    return running;
  }

  static RunningEngine start(Path directory) {
    return start(config(directory), Ledger.domains());
  }

  /** No snapshots but those asked for. */
  static EngineConfig config(Path directory) {
    return EngineConfig.in(directory)
        .withSnapshotEvery(0, Duration.ZERO)
        .withSnapshotAtStop(false)
        .withSegmentBytes(1 << 20);
  }

  CompletableFuture<Answer> send(UUID uuid, String command, Object data) {
    return send(uuid, command, data, Submission.ANY_SEQUENCE);
  }

  CompletableFuture<Answer> send(UUID uuid, String command, Object data, long expectedSequence) {
    return send(uuid, command, data, expectedSequence, engine.nowMicros());
  }

  /** As if it had come in at this time. */
  CompletableFuture<Answer> sendAt(long timeMicros, UUID uuid, String command, Object data) {
    return send(uuid, command, data, Submission.ANY_SEQUENCE, timeMicros);
  }

  private CompletableFuture<Answer> send(
      UUID uuid, String command, Object data, long expectedSequence, long timeMicros) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Submission submission =
        new Submission(
            engine.domains().command(command),
            data,
            uuid,
            "client",
            7,
            "someone",
            "{\"a\":1}",
            expectedSequence,
            timeMicros,
            outcome -> answer.complete(Answer.of(outcome)));
    Engine.Publish published;
    while ((published = engine.publish(submission)) == Engine.Publish.BUSY) {
      Thread.onSpinWait();
    }
    if (published != Engine.Publish.PUBLISHED) {
      throw new IllegalStateException("publish: " + published);
    }
    return answer;
  }

  Answer ask(String command, Object data) {
    return ask(UUID.randomUUID(), command, data);
  }

  Answer ask(UUID uuid, String command, Object data) {
    return await(send(uuid, command, data));
  }

  Result query(String name, Object data, long minSequence) {
    return await(queryAsync(name, data, minSequence, QueryRequest.NOW));
  }

  CompletableFuture<Result> queryAsync(String name, Object data, long minSequence, AsOf asOf) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    engine.query(
        new QueryRequest(engine.domains().query(name), data, minSequence, asOf),
        new QueryReply() {
          @Override
          public void onResult(long basis, Object value) {
            result.complete(new Result(basis, value, null));
          }

          @Override
          public void onError(String code, String message) {
            result.complete(new Result(0, null, code));
          }
        });
    return result;
  }

  /** Listeners hear of a command after its answer: returns what they heard of the first ones. */
  List<Answer> awaitHeard(int count) throws InterruptedException {
    while (heard.size() < count) {
      Thread.sleep(1);
    }
    return List.copyOf(heard);
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer within " + PATIENCE_S + " s", e);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
