package io.ringfold.replaytool;

import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankCommand.Transfer;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import io.ringfold.examples.carts.CartsCommand.AddItem;
import io.ringfold.examples.carts.CartsCommand.CheckOut;
import io.ringfold.examples.pageviews.PageViewsCommand.VisitPage;
import io.ringfold.examples.todos.TodosCommand.CreateTodo;
import io.ringfold.examples.users.UsersCommand.RegisterUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A data directory that a real engine writes, serving the sample domains. */
final class SampleData implements AutoCloseable {

  private static final long PATIENCE_S = 30;

  private final Engine engine;

  private SampleData(EngineConfig config) {
    engine =
        Engine.open(
            config, Domains.load(SampleData.class.getClassLoader()), List.of(), failure -> {});
    engine.start();
  }

  /** Small segments, and snapshots only on request. */
  static EngineConfig config(Path directory) {
    return EngineConfig.in(directory)
        .withSnapshotEvery(0, Duration.ZERO)
        .withSnapshotAtStop(false)
        .withSegmentBytes(64 << 10);
  }

  static SampleData open(EngineConfig config) {
    return new SampleData(config);
  }

  Engine engine() {
    return engine;
  }

  /** Ten commands of all domains, two of them rejected; the sequence is that of the list. */
  void writeTen() {
    send("open-account", new OpenAccount("a", "ada"));
    send("open-account", new OpenAccount("b", "bob"));
    send("deposit", new Deposit("a", 100));
    send("transfer", new Transfer("a", "b", 30));
    send("withdraw", new Withdraw("b", 1000));
    send("visit-page", new VisitPage("/ünïcode?\"quoted\"\n"));
    send("create-todo", new CreateTodo("t1", "write"));
    send("create-todo", new CreateTodo("t1", "again"));
    send("add-item", new AddItem("c", "sku", Long.MAX_VALUE));
    send("register-user", new RegisterUser("ada", 36));
  }

  /** These commands, many at a time, in their order. */
  void send(List<?> commands) {
    await(
        CompletableFuture.allOf(
            commands.stream()
                .map(command -> publish(UUID.randomUUID(), null, 0, "ada", null, command))
                .toArray(CompletableFuture<?>[]::new)));
  }

  /** Page views, many at a time. */
  void visit(int pages) {
    CompletableFuture<?>[] answers = new CompletableFuture<?>[pages];
    for (int i = 0; i < pages; i++) {
      answers[i] = publish(UUID.randomUUID(), null, 0, null, null, new VisitPage("/" + i % 100));
    }
    await(CompletableFuture.allOf(answers));
  }

  /** Checks a cart out, with all that a command may come with; its uuid is given. */
  void checkOut(UUID uuid, String user, String clientId, long clientSeq, String meta) {
    await(publish(uuid, clientId, clientSeq, user, meta, new CheckOut("c")));
  }

  private void send(String name, Object command) {
    Object named = engine.domains().command(name).type().type().cast(command);
    await(publish(UUID.randomUUID(), null, 0, null, null, named));
  }

  private CompletableFuture<Outcome.Status> publish(
      UUID uuid, String clientId, long clientSeq, String user, String meta, Object command) {
    CompletableFuture<Outcome.Status> answer = new CompletableFuture<>();
    Domains.Command type =
        engine.domains().commands().stream()
            .filter(each -> each.type().type() == command.getClass())
            .findFirst()
            .orElseThrow();
    Submission submission =
        new Submission(
            type,
            command,
            uuid,
            clientId,
            clientSeq,
            user,
            meta,
            Submission.ANY_SEQUENCE,
            engine.nowMicros(),
            outcome -> answer.complete(outcome.status()));
    while (engine.publish(submission) == Engine.Publish.BUSY) {
      Thread.onSpinWait();
    }
    return answer;
  }

  private static void await(CompletableFuture<?> answer) {
    try {
      answer.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer within " + PATIENCE_S + " s", e);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
