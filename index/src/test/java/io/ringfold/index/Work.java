package io.ringfold.index;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand;
import io.ringfold.examples.todos.Todos;
import io.ringfold.examples.todos.TodosCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** An engine over a real directory that is sent random commands by a few users; for tests. */
final class Work implements AutoCloseable {
  static final Domains DOMAINS = Domains.of(Bank.DEFINITION, Todos.DEFINITION);

  static final List<String> EVENT_NAMES =
      DOMAINS.events().stream().map(event -> event.type().name()).toList();

  final Engine engine;
  private final Random random;

  /** Opens or opens again. */
  Work(Path directory, Random random) {
    this.random = random;
    EngineConfig config =
        EngineConfig.in(directory)
            .withDurability(Durability.CRASH)
            .withSegmentBytes(256 << 10)
            .withSnapshotEvery(0, Duration.ZERO)
            .withSnapshotAtStop(false);
    engine = Engine.open(config, DOMAINS, List.of(), failure -> {});
    engine.start();
  }

  long sequence() {
    return engine.status().sequence();
  }

  /** So many random commands, some of them rejected; returns when all are settled. */
  void send(int commands) {
    long end = sequence() + commands;
    for (int i = 0; i < commands; i++) {
      send();
    }
    while (sequence() < end) {
      Thread.onSpinWait();
    }
  }

  /** One command. */
  void send() {
    String account = "account " + random.nextInt(20);
    String other = "account " + random.nextInt(20);
    String todo = "todo " + random.nextInt(30);
    switch (random.nextInt(8)) {
      case 0 -> send("open-account", new BankCommand.OpenAccount(account, "somebody"));
      case 1, 2 -> send("deposit", new BankCommand.Deposit(account, 1 + random.nextInt(100)));
      case 3 -> send("transfer", new BankCommand.Transfer(account, other, 1));
      case 4 -> send("create-todo", new TodosCommand.CreateTodo(todo, "text"));
      case 5 -> send("delete-todo", new TodosCommand.DeleteTodo(todo));
      case 6 -> send("change-completed", new TodosCommand.ChangeCompleted(todo, true));
      default -> send("clear-done", new TodosCommand.ClearDone());
    }
  }

  private void send(String command, Object data) {
    Submission submission =
        new Submission(
            DOMAINS.command(command),
            data,
            new UUID(random.nextLong(), random.nextLong()),
            random.nextBoolean() ? "client" : null,
            random.nextInt(1000),
            user(random),
            random.nextInt(4) == 0 ? "{\"a\":1}" : null,
            Submission.ANY_SEQUENCE,
            engine.nowMicros(),
            null);
    while (engine.publish(submission) == Engine.Publish.BUSY) {
      Thread.onSpinWait();
    }
  }

  /** One of a few, nobody among them. */
  static String user(Random random) {
    int user = random.nextInt(12);
    return user == 0 ? null : "user " + user * user / 12;
  }

  /** One of those that are written to, or of another domain's name, or of nobody's. */
  static AggregateKey key(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new AggregateKey(Bank.DEFINITION, "todo 1");
      case 1 -> new AggregateKey(Todos.DEFINITION, "todo " + random.nextInt(30));
      default -> new AggregateKey(Bank.DEFINITION, "account " + random.nextInt(20));
    };
  }

  @Override
  public void close() {
    engine.close();
  }
}
