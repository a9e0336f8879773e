package io.ringfold.engine;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * The domain of the engine's own tests: sums by account, and commands that misbehave on request.
 */
final class Ledger {

  record Post(@Key String account, long amount, Optional<String> note) {
    Post(String account, long amount) {
      this(account, amount, Optional.empty());
    }
  }

  record Split(@Key String from, @Key String to, long amount) {}

  /** Decides, or fails to: reject, decide-throws, evolve-throws, foreign-event, nothing. */
  record Misbehave(String how) {}

  record Posted(@Key String account, long amount, long sum) {}

  record Broken(String how) {}

  record Foreign(String how) {}

  record GetSum(String account) {}

  record GetSumSlowly(String account) {}

  record NewId() {}

  record IdMade(UUID id, long random) {}

  static final class Sums {
    private final Map<String, Long> byAccount = new HashMap<>();
    private UUID lastId;

    long of(String account) {
      return byAccount.getOrDefault(account, 0L);
    }

    void posted(Posted event) {
      byAccount.merge(event.account(), event.amount(), Long::sum);
    }

    void broken(Broken event) {
      throw new IllegalStateException("planted: " + event.how());
    }

    void idMade(IdMade event) {
      lastId = event.id();
    }
  }

  record Totals(HashPMap<String, Long> byAccount, long lastSequence) {
    static Totals empty() {
      return new Totals(HashTreePMap.empty(), 0);
    }

    Totals posted(Posted event, long sequence) {
      return new Totals(byAccount.plus(event.account(), event.sum()), sequence);
    }
  }

  /** Slow queries wait here. */
  static volatile CountDownLatch slowQueries = new CountDownLatch(0);

  /** And have arrived there. */
  static volatile CountDownLatch slowQueriesRun = new CountDownLatch(0);

  private Ledger() {}

  static Domain<Sums> definition() {
    return Domain.define("ledger", Sums.class, Sums::new)
        .command("post", Post.class, Ledger::decidePost)
        .command("split", Split.class, Ledger::decideSplit)
        .command("misbehave", Misbehave.class, Ledger::decideMisbehave)
        .command(
            "new-id",
            NewId.class,
            (state, command, context) ->
                Decision.accept(new IdMade(context.newId(), context.random().nextLong())))
        .rejection("negative-sum", "the account would go below zero")
        .rejection("asked-for", "the command asked to be rejected")
        .event("posted", 1, Posted.class, Sums::posted)
        .event("broken", 1, Broken.class, Sums::broken)
        .event("id-made", 1, IdMade.class, Sums::idMade)
        .projection(
            "totals",
            Totals.class,
            Totals::empty,
            p -> p.on(Posted.class, (model, e, context) -> model.posted(e, context.sequence())))
        .query(
            "get-sum",
            GetSum.class,
            Totals.class,
            (model, query) -> model.byAccount().getOrDefault(query.account(), 0L))
        .query("get-sum-slowly", GetSumSlowly.class, Totals.class, Ledger::slowly)
        .build();
  }

  static Domains domains() {
    return Domains.of(definition());
  }

  private static Decision decidePost(
      Sums state, Post command, io.ringfold.engine.domain.CommandContext context) {
    long sum = state.of(command.account()) + command.amount();
    return sum < 0
        ? Decision.reject("negative-sum", command.account() + " would hold " + sum)
        : Decision.accept(new Posted(command.account(), command.amount(), sum));
  }

  private static Decision decideSplit(
      Sums state, Split command, io.ringfold.engine.domain.CommandContext context) {
    long from = state.of(command.from()) - command.amount();
    if (from < 0) {
      return Decision.reject("negative-sum", command.from() + " would hold " + from);
    }
    return Decision.accept(
        new Posted(command.from(), -command.amount(), from),
        new Posted(command.to(), command.amount(), state.of(command.to()) + command.amount()));
  }

  private static Decision decideMisbehave(
      Sums state, Misbehave command, io.ringfold.engine.domain.CommandContext context) {
    return switch (command.how()) {
      case "reject" -> Decision.reject("asked-for", "as asked");
      case "decide-throws" -> throw new IllegalStateException("planted");
      case "stack-overflow" -> throw new StackOverflowError("planted");
      case "returns-null" -> null;
      case "foreign-event" -> Decision.accept(new Foreign("planted"));
      case "null-field" -> Decision.accept(new Posted(null, 1, 1));
      case "too-large" ->
          Decision.accept(
              LongStream.range(0, 200)
                  .mapToObj(i -> new Posted("x".repeat(60_000), i, i))
                  .toList());
      case "evolve-throws" -> Decision.accept(new Broken("planted"));
      case "nothing" -> Decision.accept(List.of());
      default -> throw new IllegalArgumentException(command.how());
    };
  }

  private static Object slowly(Totals model, GetSumSlowly query) {
    try {
      slowQueriesRun.countDown();
      slowQueries.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return model.byAccount().getOrDefault(query.account(), 0L);
  }
}
