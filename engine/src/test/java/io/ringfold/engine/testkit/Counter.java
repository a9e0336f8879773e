package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.EventContext;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A tiny domain without a fault: the tests plant theirs into copies of it. */
final class Counter {

  record Add(int amount) {}

  record Added(int amount) {}

  record GetSum() {}

  /** What a decision was told by its context; asks for nothing but that. */
  record Tell() {}

  record Told(
      long seq,
      UUID command,
      Instant at,
      Optional<String> user,
      UUID first,
      UUID second,
      int dice) {}

  /** The state. */
  static final class Sum {
    int value;
  }

  /** The read model. */
  record Total(int value, int events) {
    Total added(Added event, EventContext context) {
      return new Total(value + event.amount(), events + 1);
    }
  }

  private Counter() {}

  static Decision decide(Sum sum, Add add) {
    return add.amount() == 0
        ? Decision.reject("nothing-to-add", "0 adds nothing")
        : Decision.accept(new Added(add.amount()));
  }

  static void evolve(Sum sum, Added added) {
    sum.value += added.amount();
  }

  /** Without a command, so that a test can bring its own. */
  static Domain.Builder<Sum> withoutCommand() {
    return Domain.define("counter", Sum.class, Sum::new)
        .rejection("nothing-to-add", "the amount is 0")
        .event("added", 1, Added.class, Counter::evolve)
        .projection(
            "total",
            Total.class,
            () -> new Total(0, 0),
            total -> total.on(Added.class, Total::added))
        .query("get-sum", GetSum.class, Total.class, (total, query) -> total);
  }

  static Domain<Sum> faultless() {
    return withoutCommand()
        .command("add", Add.class, (sum, add, context) -> decide(sum, add))
        .command(
            "tell",
            Tell.class,
            (sum, tell, context) ->
                Decision.accept(
                    new Told(
                        context.sequence(),
                        context.commandId(),
                        context.time(),
                        Optional.ofNullable(context.user()),
                        context.newId(),
                        context.newId(),
                        context.random().nextInt())))
        .event("told", 1, Told.class, (sum, told) -> {})
        .build();
  }
}
