package io.ringfold.gateway;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * A domain made to reach every corner of the gateway: any number of events, rejections, large
 * payloads, queries that wait, results that are large or fail.
 */
final class Talk {
  record Say(@Key String text, Optional<Integer> times) {
    Say {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("text: must not be empty");
      }
    }
  }

  record Stumble() {}

  record Dawdle() {}

  record Said(@Key String text, int number) {}

  record Murmured(@Key String text) {}

  record CountSaid() {}

  record AllTypes(int i, long l, double d, boolean b, UUID u, Instant t, List<String> strings) {}

  record Wait() {}

  record Large(int bytes) {}

  record Broken() {}

  static final class State {
    long said;

    void said(Said event) {
      said++;
    }

    void murmured(Murmured event) {}
  }

  record Count(long said) {}

  /** Queries named wait stay until it is open. */
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Commands named dawdle, and all after them, stay until there is a permit. */
  private final Semaphore pace = new Semaphore(0);

  void openGate() {
    gate.countDown();
    pace.release(1_000_000);
  }

  /** One command named dawdle goes on. */
  void letOneGo() {
    pace.release();
  }

  Domain<?> domain() {
    return Domain.define("talk", State.class, State::new)
        .command("say", Say.class, Talk::say)
        .command("stumble", Stumble.class, Talk::stumble)
        .command("dawdle", Dawdle.class, this::dawdle)
        .rejection("too-loud", "the text is in capitals")
        .event("said", 1, Said.class, State::said)
        .event("murmured", 1, Murmured.class, State::murmured)
        .projection(
            "count",
            Count.class,
            () -> new Count(0),
            folds -> folds.on(Said.class, (count, said, context) -> new Count(count.said + 1)))
        .query("count-said", CountSaid.class, Count.class, (count, query) -> count)
        .query("all-types", AllTypes.class, Count.class, (count, query) -> query)
        .query("wait", Wait.class, Count.class, this::await)
        .query("large", Large.class, Count.class, (count, query) -> "x".repeat(query.bytes))
        .query("broken", Broken.class, Count.class, Talk::broken)
        .build();
  }

  private static Decision say(State state, Say command, CommandContext context) {
    if (command.text.equals("SHOUT")) {
      return Decision.reject("too-loud", "\"" + command.text + "\" is too loud");
    }
    if (command.text.equals("murmur")) {
      return Decision.accept(new Said("hm", 0), new Murmured("hm"), new Said("hm", 1));
    }
    List<Said> events = new ArrayList<>();
    for (int i = 0; i < command.times.orElse(1); i++) {
      events.add(new Said(command.text, i));
    }
    return Decision.accept(Collections.unmodifiableList(events));
  }

  private static Decision stumble(State state, Stumble command, CommandContext context) {
    throw new IllegalStateException("a bug in this domain, on purpose");
  }

  private Decision dawdle(State state, Dawdle command, CommandContext context) {
    pace.acquireUninterruptibly();
    return Decision.accept(new Murmured("at last"));
  }

  private Object await(Count count, Wait query) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return count;
  }

  private static Object broken(Count count, Broken query) {
    throw new IllegalStateException("a bug in this query, on purpose");
  }
}
