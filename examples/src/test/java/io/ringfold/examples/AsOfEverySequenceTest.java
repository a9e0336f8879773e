package io.ringfold.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.AsOf;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Micros;
import io.ringfold.engine.Model;
import io.ringfold.engine.QueryReply;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.examples.bank.BankCommand;
import io.ringfold.examples.bank.BankQuery;
import io.ringfold.examples.carts.CartsCommand;
import io.ringfold.examples.carts.CartsQuery;
import io.ringfold.examples.pageviews.PageViewsCommand;
import io.ringfold.examples.pageviews.PageViewsQuery;
import io.ringfold.examples.todos.TodosCommand;
import io.ringfold.examples.todos.TodosQuery;
import io.ringfold.examples.users.UsersCommand;
import io.ringfold.examples.users.UsersQuery;
import io.ringfold.journal.JournalReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * For a random history of all sample domains: every query as of every sequence and time answers
 * what it answers on a fresh fold of the journal up to there, whatever snapshots there are,
 * whatever is kept, and whoever else asks and commands meanwhile.
 */
@Timeout(180)
class AsOfEverySequenceTest {
  private static final int COMMANDS = 240;
  private static final int DEDUP_WINDOW = 16_384;
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final Domains DOMAINS = Domains.load(AsOfEverySequenceTest.class.getClassLoader());

  private static final List<Object> QUERIES =
      List.of(
          new BankQuery.GetBalance("a1"),
          new BankQuery.GetTotal(),
          new BankQuery.Statement("a0", Optional.empty()),
          new CartsQuery.GetCart("c1"),
          new CartsQuery.GetRemovedItems("c0"),
          new PageViewsQuery.ListPageViews(Optional.of(5)),
          new PageViewsQuery.PageViewCounts(),
          new TodosQuery.AllTodos(),
          new TodosQuery.DoneTodos(),
          new TodosQuery.GetTodo("t2"),
          new UsersQuery.ListUsers());

  @TempDir Path directory;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private long timeMicros = Micros.of(START);

  /** What came back. */
  private record Answer(long basis, Object result, String code) {}

  /** Small numbers of everything, so that commands meet the same aggregates, and are rejected. */
  private static Object anyCommand(Random random) {
    String account = "a" + random.nextInt(3);
    String other = "a" + random.nextInt(3);
    String todo = "t" + random.nextInt(4);
    String cart = "c" + random.nextInt(2);
    String sku = "sku-" + random.nextInt(3);
    return switch (random.nextInt(14)) {
      case 0 -> new BankCommand.OpenAccount(account, "owner of " + account);
      case 1, 2 -> new BankCommand.Deposit(account, 1 + random.nextInt(100));
      case 3 -> new BankCommand.Withdraw(account, 1 + random.nextInt(100));
      case 4, 5 -> new BankCommand.Transfer(account, other, 1 + random.nextInt(50));
      case 6 -> new CartsCommand.AddItem(cart, sku, 1 + random.nextInt(5));
      case 7 -> new CartsCommand.RemoveItem(cart, sku);
      case 8 -> new PageViewsCommand.VisitPage("/" + random.nextInt(4));
      case 9 -> new TodosCommand.CreateTodo(todo, "text " + random.nextInt());
      case 10 -> new TodosCommand.ChangeCompleted(todo, random.nextBoolean());
      case 11 ->
          random.nextBoolean() ? new TodosCommand.ClearDone() : new CartsCommand.CheckOut(cart);
      case 12 -> new TodosCommand.DeleteTodo(todo);
      default -> new UsersCommand.RegisterUser("name " + random.nextInt(6), random.nextInt(90));
    };
  }

  private static Domains.Query query(Object data) {
    return DOMAINS.queries().stream()
        .filter(each -> each.type().type().isInstance(data))
        .findFirst()
        .orElseThrow();
  }

  /** Publishes one, of a time of the test's own; its sequence, when it is durable. */
  private CompletableFuture<Long> send(Engine engine, Object data) {
    Domains.Command command =
        DOMAINS.commands().stream()
            .filter(each -> each.type().type().isInstance(data))
            .findFirst()
            .orElseThrow();
    timeMicros += random.nextInt(3);
    CompletableFuture<Long> sequence = new CompletableFuture<>();
    Submission submission =
        new Submission(
            command,
            data,
            new UUID(random.nextLong(), random.nextLong()),
            null,
            0,
            random.nextBoolean() ? "ada" : null,
            null,
            Submission.ANY_SEQUENCE,
            timeMicros,
            outcome -> sequence.complete(outcome.sequence()));
    while (engine.publish(submission) == Engine.Publish.BUSY) {
      Thread.onSpinWait();
    }
    return sequence;
  }

  private static CompletableFuture<Answer> ask(
      Engine engine, Object data, AsOf asOf, long minSequence) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    engine.query(
        new QueryRequest(query(data), data, minSequence, asOf),
        new QueryReply() {
          @Override
          public void onResult(long basis, Object result) {
            answer.complete(new Answer(basis, Values.plain(result), null));
          }

          @Override
          public void onError(String code, String message) {
            answer.complete(new Answer(0, message, code));
          }
        });
    return answer;
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(120, TimeUnit.SECONDS);
  }

  private Engine open(int points) {
    EngineConfig config =
        EngineConfig.in(directory)
            .withDedupWindow(DEDUP_WINDOW)
            .withSegmentBytes(1 << 20)
            .withSnapshotEvery(0, Duration.ZERO)
            .withSnapshotAtStop(random.nextBoolean())
            .withPast(1 + random.nextInt(2), points, 100_000);
    Engine engine = Engine.open(config, DOMAINS, List.of(), Throwable::printStackTrace);
    engine.start();
    return engine;
  }

  /** What each query answers after each sequence, by one fold of the whole journal. */
  @SuppressWarnings("unchecked")
  private Map<Object, List<Object>> expected(long lastSequence, List<Long> times) {
    Map<Object, List<Object>> expected = new HashMap<>();
    QUERIES.forEach(each -> expected.put(each, new ArrayList<>()));
    Model model = new Model(DOMAINS, DEDUP_WINDOW);
    try (JournalReader reader = JournalReader.open(DataDirectory.journal(directory), 1)) {
      while (true) {
        Map<String, Object> readModels = model.readModels();
        for (Object data : QUERIES) {
          Domains.Query query = query(data);
          Domain.QueryType<Object, Object> type = (Domain.QueryType<Object, Object>) query.type();
          Object value = readModels.get(query.domain().name() + "/" + type.projection());
          expected.get(data).add(Values.plain(type.handler().answer(value, data)));
        }
        times.add(model.sequence() == 0 ? Long.MIN_VALUE : model.timeMicros());
        if (model.sequence() == lastSequence) {
          return expected;
        }
        assertEquals(1, reader.poll(model, model.sequence() + 1, Integer.MAX_VALUE));
      }
    }
  }

  /** A question and its answer, to be held against the fold afterwards. */
  private record Asked(Object query, AsOf asOf, CompletableFuture<Answer> answer) {}

  private void check(List<Asked> asked, Map<Object, List<Object>> expected, List<Long> times)
      throws Exception {
    for (Asked each : asked) {
      Answer answer = await(each.answer());
      String what = "seed " + seed + ": " + each.query() + " as of " + each.asOf();
      long sequence;
      if (each.asOf() instanceof AsOf.Sequence at) {
        sequence = at.sequence();
      } else {
        long micros = Micros.of(((AsOf.Time) each.asOf()).time());
        sequence = times.stream().filter(time -> time <= micros).count() - 1;
      }
      Object result = expected.get(each.query()).get((int) sequence);
      assertEquals(new Answer(sequence, result, null), answer, what);
    }
  }

  private Object anyQuery() {
    return QUERIES.get(random.nextInt(QUERIES.size()));
  }

  @Test
  void everyQueryAsOfEverySequenceIsThatOfAFreshFold() throws Exception {
    List<Asked> asked = new ArrayList<>();
    int points = random.nextInt(6);
    Engine engine = open(points);
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      sent.add(send(engine, anyCommand(random)));
      if (random.nextInt(8) == 0) {
        // whatever was processed by now can be asked for, in any order, while commands go on
        long newest = await(sent.get(sent.size() - 1));
        for (int ask = 0; ask < 12; ask++) {
          AsOf asOf = AsOf.sequence(random.nextInt((int) newest + 1));
          Object query = anyQuery();
          asked.add(new Asked(query, asOf, ask(engine, query, asOf, newest)));
        }
      }
      if (random.nextInt(60) == 0) {
        // there has to be something to take one of
        await(sent.get(0));
        engine.snapshot();
      }
    }
    long newest = await(sent.get(sent.size() - 1));
    assertEquals(COMMANDS, newest);
    List<Long> times = new ArrayList<>();
    Map<Object, List<Object>> expected = expected(newest, times);
    check(asked, expected, times);
    engine.close();

    // all of it once more after a restart, and by time
    engine = open(random.nextInt(40));
    try {
      asked.clear();
      for (int sequence = 0; sequence <= newest; sequence++) {
        for (Object query : QUERIES) {
          AsOf asOf = AsOf.sequence(sequence);
          asked.add(new Asked(query, asOf, ask(engine, query, asOf, newest)));
        }
      }
      for (int i = 0; i < 100; i++) {
        AsOf asOf =
            AsOf.time(
                Micros.toInstant(
                    Micros.of(START)
                        - 3
                        + random.nextInt((int) (timeMicros - Micros.of(START)) + 6)));
        Object query = anyQuery();
        asked.add(new Asked(query, asOf, ask(engine, query, asOf, newest)));
      }
      check(asked, expected, times);
      assertTrue(
          expected.get(QUERIES.get(1)).stream().distinct().count() > 10,
          "seed " + seed + ": a history in which too little happens");
    } finally {
      engine.close();
    }
  }
}
