package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DecisionComparison.Kind;
import io.ringfold.engine.Ledger.Broken;
import io.ringfold.engine.Ledger.IdMade;
import io.ringfold.engine.Ledger.Misbehave;
import io.ringfold.engine.Ledger.NewId;
import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.Ledger.Posted;
import io.ringfold.engine.Ledger.Split;
import io.ringfold.engine.Ledger.Sums;
import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals of a real engine, decided again by other rules. */
class WhatIfTest {

  private static final List<String> ACCOUNTS = List.of("a", "b", "c", "d");
  private static final long LIMIT = 50;

  @TempDir Path directory;

  /** What was told of one command. */
  private record Told(long sequence, Kind kind, String code, List<Object> events) {
    static Told of(DecisionComparison comparison) {
      List<Object> events = new ArrayList<>();
      for (int i = 0; i < comparison.eventCount(); i++) {
        events.add(comparison.eventName(i) + " " + comparison.event(i));
      }
      return new Told(comparison.sequence(), comparison.kind(), comparison.code(), events);
    }
  }

  /** A run to the end of the journal. */
  private final class Run {
    final List<Told> told = new ArrayList<>();
    final List<String> messages = new ArrayList<>();
    final WhatIf whatIf;

    Run(Domains candidate, long from) {
      whatIf =
          new WhatIf(
              Ledger.domains(),
              candidate,
              from,
              comparison -> {
                told.add(Told.of(comparison));
                messages.add(comparison.message());
              });
      try (JournalReader reader = JournalReader.open(DataDirectory.journal(directory), 1)) {
        while (reader.poll(whatIf, Long.MAX_VALUE, 64) > 0) {
          assertTrue(reader.nextSequence() > 1);
        }
      }
    }

    List<Kind> kinds() {
      return told.stream().map(Told::kind).toList();
    }

    boolean sameState() {
      return Arrays.equals(
          Values.hash(whatIf.recordedStates()), Values.hash(whatIf.candidateStates()));
    }
  }

  /** The ledger with another rule for posts, and without misbehaviour. */
  private static Domain.Builder<Sums> other(Domain.Decider<Sums, Post> post) {
    return Domain.define("ledger", Sums.class, Sums::new)
        .command("post", Post.class, post)
        .rejection("negative-sum", "the account would go below zero")
        .rejection("too-much", "more than the limit")
        .event("posted", 1, Posted.class, Sums::posted)
        .event("broken", 1, Broken.class, (state, event) -> {})
        .event("id-made", 1, IdMade.class, Sums::idMade);
  }

  private static Decision atMostTheLimit(Sums state, Post command, CommandContext context) {
    if (command.amount() > LIMIT) {
      return Decision.reject("too-much", command.amount() + " is more than " + LIMIT);
    }
    long sum = state.of(command.account()) + command.amount();
    return sum < 0
        ? Decision.reject("negative-sum", "below zero")
        : Decision.accept(new Posted(command.account(), command.amount(), sum));
  }

  private static Domains withLimit() {
    return Domains.of(other(WhatIfTest::atMostTheLimit).build());
  }

  /** Everything that a journal may hold: resends among it, conflicts, faults of the domain. */
  private void writeAnything(Random random) {
    try (RunningEngine running = RunningEngine.start(directory)) {
      List<CompletableFuture<RunningEngine.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        UUID uuid = new UUID(random.nextLong(), i);
        String account = any(random);
        Post post = new Post(account, random.nextInt(200) - 80);
        switch (random.nextInt(8)) {
          case 0 -> answers.add(running.send(uuid, "post", post, random.nextInt(i + 1)));
          case 1 -> {
            answers.add(running.send(uuid, "post", post));
            answers.add(running.send(uuid, "post", post));
          }
          case 2 -> answers.add(running.send(uuid, "new-id", new NewId()));
          case 3 ->
              answers.add(
                  running.send(
                      uuid,
                      "misbehave",
                      new Misbehave(
                          List.of(
                                  "reject",
                                  "decide-throws",
                                  "stack-overflow",
                                  "returns-null",
                                  "foreign-event",
                                  "null-field",
                                  "nothing")
                              .get(random.nextInt(7)))));
          case 4 ->
              answers.add(
                  running.send(uuid, "split", new Split(account, any(random), post.amount())));
          default -> answers.add(running.send(uuid, "post", post));
        }
      }
      answers.forEach(RunningEngine::await);
    }
  }

  private static String any(Random random) {
    return ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
  }

  private void write(Post... posts) {
    try (RunningEngine running = RunningEngine.start(directory)) {
      for (Post post : posts) {
        running.ask("post", post);
      }
    }
  }

  @Test
  void theSameDomainDecidesAlikeFromWhereverItBegins() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    writeAnything(random);
    for (long from : new long[] {1, 2 + random.nextInt(200)}) {
      Run run = new Run(Ledger.domains(), from);
      String where = "seed " + seed + ", from " + from;
      assertEquals(run.whatIf.sequence() - from + 1, run.told.size(), where);
      assertEquals(
          List.of(), run.told.stream().filter(each -> each.kind().isDifferent()).toList(), where);
      assertTrue(run.kinds().contains(Kind.KEPT), where + ": no conflict among it");
      assertTrue(run.sameState(), where);
    }
  }

  @Test
  void aChangedRuleGivesThePlantedDifferencesAndNoOthers() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Post[] posts = new Post[300];
    for (int i = 0; i < posts.length; i++) {
      posts[i] = new Post(any(random), random.nextInt(160) - 80);
    }
    write(posts);
    int from = 1 + random.nextInt(100);

    // the rules once more, in the plainest words
    Map<String, Long> recorded = new HashMap<>();
    Map<String, Long> candidate = new HashMap<>();
    List<Kind> expected = new ArrayList<>();
    for (int i = 0; i < posts.length; i++) {
      Post post = posts[i];
      long recordedSum = recorded.getOrDefault(post.account(), 0L) + post.amount();
      if (recordedSum >= 0) {
        recorded.put(post.account(), recordedSum);
      }
      if (i + 1 < from) {
        candidate.putAll(recorded);
        continue;
      }
      long sum = candidate.getOrDefault(post.account(), 0L) + post.amount();
      boolean tooMuch = post.amount() > LIMIT;
      boolean accepts = !tooMuch && sum >= 0;
      if (accepts) {
        candidate.put(post.account(), sum);
        expected.add(
            recordedSum < 0
                ? Kind.NOW_ACCEPTED
                : recordedSum == sum ? Kind.SAME : Kind.OTHER_EVENTS);
      } else {
        expected.add(recordedSum >= 0 ? Kind.NOW_REJECTED : tooMuch ? Kind.OTHER_CODE : Kind.SAME);
      }
    }

    Run run = new Run(withLimit(), from);
    assertEquals(expected, run.kinds(), "seed " + seed + ", from " + from);
    for (String account : ACCOUNTS) {
      Sums state = (Sums) run.whatIf.candidateStates().get("ledger");
      assertEquals(candidate.getOrDefault(account, 0L), state.of(account), "seed " + seed);
      Sums asRecorded = (Sums) run.whatIf.recordedStates().get("ledger");
      assertEquals(recorded.getOrDefault(account, 0L), asRecorded.of(account), "seed " + seed);
    }
  }

  @Test
  void aDifferenceComesWithWhatTheCandidateDecided() {
    write(new Post("a", 60), new Post("a", 40), new Post("a", -50));
    Run run = new Run(withLimit(), 1);
    assertEquals(
        List.of(
            new Told(1, Kind.NOW_REJECTED, "too-much", List.of()),
            new Told(2, Kind.OTHER_EVENTS, null, List.of("posted " + new Posted("a", 40, 40))),
            new Told(3, Kind.NOW_REJECTED, "negative-sum", List.of())),
        run.told);
    assertEquals("60 is more than 50", run.messages.get(0));
    assertFalse(run.sameState());
  }

  @Test
  void whatCameBeforeIsFoldedAsItWasRecorded() {
    write(new Post("a", 60), new Post("a", 40));
    Run run = new Run(withLimit(), 2);
    assertEquals(List.of(Kind.SAME), run.kinds());
    assertTrue(run.sameState());
  }

  @Test
  void aRuleThatThrowsIsToldAndChangesNothing() {
    write(new Post("a", 60), new Post("a", 40));
    Run run =
        new Run(
            Domains.of(
                other(
                        (state, command, context) -> {
                          if (context.sequence() == 1) {
                            throw new ArithmeticException("planted");
                          }
                          return atMostTheLimit(state, command, context);
                        })
                    .build()),
            1);
    assertEquals(List.of(Kind.FAILED, Kind.OTHER_EVENTS), run.kinds());
    assertEquals(Codes.INTERNAL_ERROR, run.told.get(0).code());
    assertTrue(
        run.messages.get(0).startsWith("java.lang.ArithmeticException: planted, at "),
        run.messages.get(0));
  }

  @Test
  void aCommandThatTheCandidateDoesNotHaveIsTold() {
    try (RunningEngine running = RunningEngine.start(directory)) {
      running.ask("post", new Post("a", 10));
      running.ask("split", new Split("a", "b", 4));
      running.ask("post", new Post("a", 1));
    }
    Run run = new Run(withLimit(), 1);
    assertEquals(List.of(Kind.SAME, Kind.UNKNOWN_COMMAND, Kind.OTHER_EVENTS), run.kinds());
    assertEquals("unknown-command", run.told.get(1).code());
  }

  /** Other fields than were sent: one more that is needed, none, and one that may be left out. */
  record PostWithReason(String account, long amount, Optional<String> note, String reason) {}

  record PostAtMost(String account, long amount, Optional<String> note) {
    PostAtMost {
      if (amount > LIMIT) {
        throw new IllegalArgumentException("amount: must be at most " + LIMIT);
      }
    }
  }

  record PostWithTags(String account, long amount, Optional<String> note, Optional<String> tag) {}

  private static <C> Domains taking(Class<C> type, Function<C, Posted> event) {
    return Domains.of(
        Domain.define("ledger", Sums.class, Sums::new)
            .command(
                "post",
                type,
                (Sums state, C command, CommandContext context) ->
                    Decision.accept(event.apply(command)))
            .event("posted", 1, Posted.class, Sums::posted)
            .event("broken", 1, Broken.class, Sums::broken)
            .event("id-made", 1, IdMade.class, Sums::idMade)
            .build());
  }

  @Test
  void aCommandOfOtherFieldsIsTakenAsAClientWouldBeTakenWithIt() {
    write(new Post("a", 60));
    Run missing =
        new Run(taking(PostWithReason.class, c -> new Posted(c.account(), c.amount(), 0)), 1);
    assertEquals(List.of(Kind.INVALID_COMMAND), missing.kinds());
    assertTrue(missing.messages.get(0).startsWith("reason: "), missing.messages.get(0));

    Run refused = new Run(taking(PostAtMost.class, c -> new Posted(c.account(), c.amount(), 0)), 1);
    assertEquals(List.of(Kind.INVALID_COMMAND), refused.kinds());
    assertEquals("amount: must be at most " + LIMIT, refused.messages.get(0));
    assertEquals("command-validation-failed", refused.told.get(0).code());

    Run more = new Run(taking(PostWithTags.class, c -> new Posted(c.account(), c.amount(), 60)), 1);
    assertEquals(List.of(Kind.SAME), more.kinds());
  }

  @Test
  void anEvolveThatThrowsEndsTheRunAndSaysWhere() {
    write(new Post("a", 1), new Post("a", 2));
    Domains candidate =
        Domains.of(
            Domain.define("ledger", Sums.class, Sums::new)
                .command("post", Post.class, WhatIfTest::atMostTheLimit)
                .event(
                    "posted",
                    1,
                    Posted.class,
                    (state, event) -> {
                      if (event.sum() == 3) {
                        throw new IllegalStateException("planted");
                      }
                      state.posted(event);
                    })
                .build());
    EngineException deciding = assertThrows(EngineException.class, () -> new Run(candidate, 1));
    assertTrue(
        deciding
            .getMessage()
            .contains(
                "evolve failed at sequence 2, command post: "
                    + "java.lang.IllegalStateException: planted"),
        deciding.getMessage());
    EngineException folding = assertThrows(EngineException.class, () -> new Run(candidate, 3));
    assertTrue(
        folding.getMessage().startsWith("the candidate cannot fold what was recorded before"),
        folding.getMessage());
  }

  @Test
  void aCandidateThatCannotReadTheEventsSaysSo() {
    write(new Post("a", 1));
    record Posted2(String account, String currency) {}
    Domains candidate =
        Domains.of(
            Domain.define("ledger", Sums.class, Sums::new)
                .event("posted", 1, Posted2.class, (state, event) -> {})
                .build());
    EngineException thrown = assertThrows(EngineException.class, () -> new Run(candidate, 1));
    assertTrue(
        thrown.getMessage().startsWith("the candidate cannot read the journal: "),
        thrown.getMessage());
    assertTrue(thrown.getMessage().contains("posted"), thrown.getMessage());
  }

  @Test
  void anOlderEventIsComparedAsTheCandidateReadsIt() {
    write(new Post("a", 1), new Post("a", 2));
    record Posted2(String account, long amount, long sum, String currency) {}
    Map<String, Long> sums = new HashMap<>();
    Domains candidate =
        Domains.of(
            Domain.define("ledger", Sums.class, Sums::new)
                .command(
                    "post",
                    Post.class,
                    (state, command, context) ->
                        Decision.accept(
                            new Posted2(
                                command.account(),
                                command.amount(),
                                state.of(command.account()) + command.amount(),
                                context.sequence() == 1 ? "eur" : "usd")))
                .event(
                    "posted",
                    2,
                    Posted2.class,
                    (state, event) -> {
                      sums.put(event.account(), event.sum());
                      state.posted(new Posted(event.account(), event.amount(), event.sum()));
                    },
                    past -> past.version(2).added("currency", "eur"))
                .build());
    Run run = new Run(candidate, 1);
    assertEquals(List.of(Kind.SAME, Kind.OTHER_EVENTS), run.kinds());
    assertEquals(Map.of("a", 3L), sums);
    assertNotEquals(0, run.whatIf.sequence());
  }

  record PostThatBreaks(String account, long amount, Optional<String> note) {
    PostThatBreaks {
      throw new UnsupportedOperationException("planted");
    }
  }

  @Test
  void whateverElseBreaksInACandidateIsSaidAndNeverACrash() {
    write(new Post("a", 1));
    Run constructor =
        new Run(taking(PostThatBreaks.class, c -> new Posted(c.account(), c.amount(), 1)), 1);
    assertEquals(List.of(Kind.INVALID_COMMAND), constructor.kinds());
    assertEquals(Codes.INTERNAL_ERROR, constructor.told.get(0).code());

    Domains initialState =
        Domains.of(
            Domain.define(
                    "ledger",
                    Sums.class,
                    () -> {
                      throw new IllegalStateException("planted");
                    })
                .build());
    assertRefused(initialState, "the candidate cannot be set up: ", "planted");

    record Carrying(Thread what) {}
    Domains records =
        Domains.of(
            Domain.define("ledger", Sums.class, Sums::new)
                .command("carry", Carrying.class, (state, c, context) -> Decision.accept())
                .build());
    assertRefused(records, "the candidate cannot be set up: ", "Carrying.what");

    Domains upcaster =
        Domains.of(
            Domain.define("ledger", Sums.class, Sums::new)
                .command("post", Post.class, (state, c, context) -> Decision.accept())
                .retired(
                    "posted",
                    1,
                    fields -> {
                      throw new IllegalStateException("planted");
                    })
                .build());
    assertRefused(
        upcaster, "the candidate cannot read the events recorded at sequence 1: ", "planted");
  }

  private void assertRefused(Domains candidate, String start, String part) {
    EngineException thrown = assertThrows(EngineException.class, () -> new Run(candidate, 1));
    assertTrue(thrown.getMessage().startsWith(start), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }
}
