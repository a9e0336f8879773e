package io.ringfold.reliability;

import io.ringfold.engine.ReplyTo;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankCommand.Transfer;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import io.ringfold.examples.todos.TodosCommand.ChangeCompleted;
import io.ringfold.examples.todos.TodosCommand.ChangeText;
import io.ringfold.examples.todos.TodosCommand.ClearDone;
import io.ringfold.examples.todos.TodosCommand.CreateTodo;
import io.ringfold.examples.todos.TodosCommand.DeleteTodo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A client with a window: sends commands of its own choice, keeps each until it was answered, sends
 * it again when it is tired of waiting or the connection was cut.
 */
final class SimulatedClient {
  private static final int ACCOUNTS = 6;
  private static final int TODOS = 6;
  private static final int MAX_AMOUNT = 200;

  private final String id;
  private final int window;
  private final Domains domains;
  private final Random random;
  private final ReplyTo replyTo;
  private final Map<UUID, Submission> unanswered = new LinkedHashMap<>();
  private long lastClientSeq;
  private long seenSequence;

  SimulatedClient(String id, int window, Domains domains, Random random, ReplyTo replyTo) {
    this.id = id;
    this.window = window;
    this.domains = domains;
    this.random = random;
    this.replyTo = replyTo;
  }

  boolean hasRoom() {
    return unanswered.size() < window;
  }

  boolean isWaiting() {
    return !unanswered.isEmpty();
  }

  Iterable<Submission> unanswered() {
    return List.copyOf(unanswered.values());
  }

  /** The next command of its own. */
  Submission next(long timeMicros) {
    long clientSeq = ++lastClientSeq;
    Submission command =
        command(
            new UUID(random.nextLong(), random.nextLong()),
            clientSeq,
            random.nextInt(10) == 0
                ? Math.max(0, seenSequence - random.nextInt(10))
                : Submission.ANY_SEQUENCE,
            timeMicros);
    unanswered.put(command.uuid(), command);
    return command;
  }

  /** One that it got no answer to, as it was sent before; its place in line is drawn. */
  Submission again() {
    int place = random.nextInt(unanswered.size());
    return unanswered.values().stream().skip(place).findFirst().orElseThrow();
  }

  /** Another command under a uuid that was used before. */
  Submission reuse(Submission used, long timeMicros) {
    while (true) {
      Submission other = command(used.uuid(), ++lastClientSeq, Submission.ANY_SEQUENCE, timeMicros);
      if (!other.data().equals(used.data())) {
        return other;
      }
    }
  }

  void answered(UUID uuid, long sequence) {
    unanswered.remove(uuid);
    seenSequence = Math.max(seenSequence, sequence);
  }

  /** The tail of a journal that was not forced is gone: an earlier sequence is the newest again. */
  void forgetAfter(long sequence) {
    seenSequence = Math.min(seenSequence, sequence);
  }

  private Submission command(UUID uuid, long clientSeq, long expectedSequence, long timeMicros) {
    Object data = data(clientSeq);
    return new Submission(
        domains.command(name(data)),
        data,
        uuid,
        id,
        clientSeq,
        random.nextBoolean() ? "user of " + id : null,
        random.nextInt(4) == 0 ? "{\"n\":" + clientSeq + "}" : null,
        expectedSequence,
        timeMicros,
        replyTo);
  }

  private Object data(long clientSeq) {
    return switch (random.nextInt(13)) {
      case 0, 1 -> new OpenAccount(account(), "owner of " + clientSeq);
      case 2, 3, 4 -> new Deposit(account(), amount());
      case 5 -> new Withdraw(account(), amount());
      case 6, 7, 8 -> new Transfer(account(), account(), amount());
      case 9 -> new CreateTodo(todo(), "todo " + "x".repeat(random.nextInt(3000)) + clientSeq);
      case 10 -> new ChangeText(todo(), "text " + clientSeq);
      case 11 -> new ChangeCompleted(todo(), random.nextBoolean());
      default -> random.nextBoolean() ? new DeleteTodo(todo()) : new ClearDone();
    };
  }

  private static String name(Object data) {
    return Values.kebabCase(data.getClass().getSimpleName());
  }

  private String account() {
    return "account-" + random.nextInt(ACCOUNTS);
  }

  private String todo() {
    return "todo-" + random.nextInt(TODOS);
  }

  private long amount() {
    return 1 + random.nextInt(MAX_AMOUNT);
  }
}
