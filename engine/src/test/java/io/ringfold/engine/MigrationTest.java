package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DecisionComparison.Kind;
import io.ringfold.engine.RunningEngine.Answer;
import io.ringfold.engine.Savings.GetHolding;
import io.ringfold.engine.Savings.Put;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalReader;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
  @TempDir Path directory;

  private RunningEngine start(Domains domains) {
    return RunningEngine.start(RunningEngine.config(directory), domains);
  }

  private static Answer migrate(RunningEngine running, UUID uuid, String name, int version) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Engine engine = running.engine;
    assertEquals(
        Engine.Publish.PUBLISHED,
        engine.publish(
            new Submission(
                engine.domains().migrate(),
                new Migrate("savings", name, version),
                uuid,
                null,
                0,
                "operator",
                null,
                Submission.ANY_SEQUENCE,
                engine.nowMicros(),
                outcome -> answer.complete(Answer.of(outcome)))));
    return RunningEngine.await(answer);
  }

  private static Answer migrate(RunningEngine running, String name, int version) {
    return migrate(running, UUID.randomUUID(), name, version);
  }

  private static long holding(RunningEngine running, String account, long atLeast) {
    return (Long) running.query("get-holding", new GetHolding(account), atLeast).value();
  }

  /** The state that a replay comes to, as plain values. */
  private Object replayed(Domains domains, long sequence) {
    Model model = Recovery.rebuild(directory, domains, 100, sequence, false, (at, target) -> {});
    return Values.plain(model.states().get("savings"));
  }

  @Test
  void whatCameBeforeIsMigratedAndWhatComesAfterIsNot() {
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      Answer answer = migrate(running, "halve", 1);
      assertEquals(Outcome.Status.ACCEPTED, answer.status(), answer.message());
      assertEquals(2, answer.sequence());
      assertEquals(3, running.ask("put", new Put("a", 7)).sequence());
      assertEquals(57, holding(running, "a", 3));

      Migrated event = (Migrated) answer.events().get(0);
      assertNotEquals(event.hashBefore(), event.hashAfter());
      assertTrue(event.pauseNs() > 0);
      AppliedMigration applied = running.engine.migrations().get(0);
      assertEquals("halve", applied.name());
      assertEquals(2, applied.sequence());
      assertEquals("operator", applied.user());
      assertEquals(event.pauseNs(), applied.pauseNs());
    }
    assertEquals(
        Map.of("holdings", Map.of("a", 57L), "last-migration", "none"),
        replayed(Savings.domains(), 3));
  }

  @Test
  void aRestartComesByTheMigrationAgain() {
    long pauseNs;
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      migrate(running, "halve", 1);
      migrate(running, "add-bonus", 2);
      running.ask("put", new Put("b", 1));
      pauseNs = running.engine.migrations().get(0).pauseNs();
    }
    try (RunningEngine running = start(Savings.domains())) {
      assertEquals(4, running.engine.status().sequence());
      assertEquals(50, holding(running, "a", 4));
      assertEquals(2, running.engine.migrations().size());
      assertEquals(pauseNs, running.engine.migrations().get(0).pauseNs());
    }
  }

  @Test
  void theSameUuidIsAnsweredLikeTheFirstTime() {
    UUID uuid = UUID.randomUUID();
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      assertFalse(migrate(running, uuid, "add-bonus", 1).duplicate());
      Answer again = migrate(running, uuid, "add-bonus", 1);
      assertTrue(again.duplicate());
      assertEquals(2, again.sequence());
      assertEquals(Codes.UUID_REUSED, migrate(running, uuid, "halve", 1).code());
    }
    try (RunningEngine running = start(Savings.domains())) {
      assertTrue(migrate(running, uuid, "add-bonus", 1).duplicate());
      assertEquals(101, holding(running, "a", 2));
    }
  }

  @Test
  void happensOnceUnlessItIsRepeatable() {
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      migrate(running, "halve", 1);
      Answer again = migrate(running, "halve", 1);
      assertEquals(Outcome.Status.REJECTED, again.status());
      assertEquals(Codes.ALREADY_MIGRATED, again.code());
      assertTrue(again.message().contains("at sequence 2"), again.message());
      assertEquals(3, again.sequence());
      migrate(running, "add-bonus", 1);
      assertEquals(Outcome.Status.ACCEPTED, migrate(running, "add-bonus", 1).status());
      assertEquals(52, holding(running, "a", 5));
      running.engine.snapshot();
    }
    try (RunningEngine running = start(Savings.domains())) {
      assertEquals(Codes.ALREADY_MIGRATED, migrate(running, "halve", 1).code());
    }
  }

  @Test
  void oneThatIsNotDeclaredIsRejected() {
    try (RunningEngine running = start(Savings.domains())) {
      assertEquals(Codes.UNKNOWN_MIGRATION, migrate(running, "halve", 2).code());
      assertEquals(Outcome.Status.ACCEPTED, running.ask("put", new Put("a", 1)).status());
    }
  }

  @Test
  void oneThatThrowsHalfWayHasChangedNothing() {
    Domains breaking =
        Savings.with(b -> b.migration("halve", 1, "breaks", (state, context) -> state.halved("b")));
    try (RunningEngine running = start(breaking)) {
      running.ask("put", new Put("a", 100));
      running.ask("put", new Put("b", 100));
      UUID uuid = UUID.randomUUID();
      Answer answer = migrate(running, uuid, "halve", 1);
      assertEquals(Outcome.Status.REJECTED, answer.status());
      assertEquals(Codes.INTERNAL_ERROR, answer.code());
      assertTrue(migrate(running, uuid, "halve", 1).duplicate());
      assertEquals(4, running.ask("put", new Put("a", 1)).sequence());
      assertTrue(running.engine.migrations().isEmpty());
      assertEquals(101, holding(running, "a", 4));
      running.engine.close();
      // what the next start would find is what the live state was: "a" was halved on a copy only
      assertEquals(
          Map.of("holdings", Map.of("a", 101L, "b", 100L), "last-migration", "none"),
          replayed(breaking, 4));
    }
  }

  @Test
  void theRehearsalFindsWhatCouldNotBeReplayedAndHoldsNobodyUp() {
    AtomicLong calls = new AtomicLong();
    Domains faulty =
        Savings.with(
            b ->
                b.migration(
                        "wobble",
                        1,
                        "depends on what was before",
                        (state, context) -> {
                          state.put(new Savings.WasPut("a", calls.incrementAndGet()));
                          return state;
                        })
                    .migration("half-way", 1, "throws", (state, context) -> state.halved("b"))
                    .migration(
                        "blind",
                        1,
                        "its read model throws",
                        (state, context) -> state,
                        also ->
                            also.projection(
                                "holdings",
                                Savings.Holdings.class,
                                (model, context) -> model.mapped(amount -> 1 / (amount - 100))))
                    .migration("halve", 1, "halves", (state, context) -> state.halved(null)));
    try (RunningEngine running = start(faulty)) {
      running.ask("put", new Put("a", 100));
      running.ask("put", new Put("b", 100));
      assertRehearsed(running, "wobble", "comes out in two ways");
      assertRehearsed(running, "half-way", "planted");
      assertRehearsed(running, "blind", "ArithmeticException");
      assertRehearsed(running, "halve", null);
      migrate(running, "halve", 1);
      assertRehearsed(running, "halve", null);
      assertEquals(3, running.engine.status().sequence(), "nothing but the migration is journaled");
      assertEquals(100, holding(running, "a", 3), "its read models do not follow");
    }
  }

  private static void assertRehearsed(RunningEngine running, String name, String against) {
    String found =
        running.engine.rehearse(new Migrate("savings", name, 1), UUID.randomUUID(), "operator");
    if (against == null) {
      assertNull(found);
    } else {
      assertTrue(found.contains(against), found);
    }
  }

  @Test
  void whoExpectsTheStateOfBeforeIsInConflict() {
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      migrate(running, "halve", 1);
      Answer late = RunningEngine.await(running.send(UUID.randomUUID(), "put", new Put("a", 1), 1));
      assertEquals(Codes.CONFLICT, late.code());
      running.engine.snapshot();
    }
    try (RunningEngine running = start(Savings.domains())) {
      Answer late = RunningEngine.await(running.send(UUID.randomUUID(), "put", new Put("a", 1), 1));
      assertEquals(Codes.CONFLICT, late.code(), "also after a snapshot");
      Answer current =
          RunningEngine.await(running.send(UUID.randomUUID(), "put", new Put("a", 1), 2));
      assertEquals(Outcome.Status.ACCEPTED, current.status());
    }
  }

  @Test
  void codeWithoutTheMigrationNeedsASnapshotAfterIt() {
    Domains without = Savings.with(b -> {});
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      running.engine.snapshot();
      migrate(running, "halve", 1);
    }
    EngineException refused = assertThrows(EngineException.class, () -> start(without));
    assertTrue(
        refused.getMessage().contains("migration halve version 1 of domain savings"),
        refused.getMessage());
    try (RunningEngine running = start(Savings.domains())) {
      running.engine.snapshot();
    }
    try (RunningEngine running = start(without)) {
      assertEquals(50, holding(running, "a", 2));
      assertEquals("halve", running.engine.migrations().get(0).name());
      running.ask("put", new Put("a", 1));
      running.engine.snapshot();
      assertEquals(3, SnapshotStore.list(DataDirectory.snapshots(directory)).get(0).sequence());
    }
  }

  @Test
  void aFunctionThatIsNotWhatItWasIsRefused() {
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      migrate(running, "halve", 1);
    }
    Domains changed =
        Savings.with(b -> b.migration("halve", 1, "does nothing", (state, context) -> state));
    EngineException refused = assertThrows(EngineException.class, () -> start(changed));
    assertTrue(
        refused.getMessage().contains("its function is not what it was"), refused.getMessage());
  }

  @Test
  void anotherStateBeforeItIsNotTheFunctionsFault() {
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      migrate(running, "halve", 1);
    }
    // an evolve that computes something else, on purpose: what follows is another state, too
    Domains corrected =
        Domains.of(
            Domain.define("savings", Savings.Accounts.class, Savings.Accounts::new)
                .event(
                    "was-put",
                    1,
                    Savings.WasPut.class,
                    (state, event) ->
                        state.put(new Savings.WasPut(event.account(), 2 * event.amount())))
                .migration("halve", 1, "halves", (state, context) -> state.halved(null))
                .build());
    assertEquals(
        Map.of("holdings", Map.of("a", 100L), "last-migration", "none"), replayed(corrected, 2));
  }

  @Test
  void otherRulesDecideTheMigrationToo() {
    try (RunningEngine running = start(Savings.domains())) {
      running.ask("put", new Put("a", 100));
      migrate(running, "halve", 1);
      migrate(running, "halve", 1);
      running.ask("put", new Put("a", 1));
    }
    Kind same = Kind.SAME;
    assertEquals(List.of(same, same, same, same), whatIf(Savings.domains(), 50 + 1));
    Domains thirds =
        Savings.with(
            b ->
                b.migration(
                    "halve",
                    1,
                    "not by half",
                    (state, context) -> state.halved(null).halved(null)));
    assertEquals(List.of(same, same, same, same), whatIf(thirds, 25 + 1));
    assertEquals(
        List.of(same, Kind.UNKNOWN_COMMAND, Kind.UNKNOWN_COMMAND, same),
        whatIf(Savings.with(b -> {}), 100 + 1));
  }

  private List<Kind> whatIf(Domains candidate, long holding) {
    List<Kind> kinds = new ArrayList<>();
    WhatIf whatIf =
        new WhatIf(Savings.domains(), candidate, 1, comparison -> kinds.add(comparison.kind()));
    try (JournalReader reader = JournalReader.open(DataDirectory.journal(directory), 1)) {
      while (reader.poll(whatIf, Long.MAX_VALUE, 64) > 0) {
        assertTrue(reader.nextSequence() > 1);
      }
    }
    assertEquals(
        Map.of("holdings", Map.of("a", holding), "last-migration", "none"),
        Values.plain(whatIf.candidateStates().get("savings")));
    return kinds;
  }

  @Test
  void aJournalOfADomainWithoutMigrationsIsAsItWas() {
    Domains without = Savings.with(b -> {});
    TypeCatalog plain = new TypeCatalog(without);
    assertEquals(2, plain.defineMissing().size());
    assertEquals(4, new TypeCatalog(Savings.domains()).defineMissing().size());
    assertNull(without.command("migrate"));
  }

  @Test
  void theEnginesOwnNamesAreTaken() {
    for (Domain<?> domain :
        new Domain<?>[] {
          Domain.define("ringfold", Object.class, Object::new).build(),
          Domain.define("other", Object.class, Object::new)
              .event("migrated", 1, Savings.WasPut.class, (state, event) -> {})
              .build()
        }) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> Domains.of(domain))
              .getMessage()
              .contains("the engine's own has this name"));
    }
  }

  @Test
  void aDefinitionThatCannotBeIsRefused() {
    assertRefused(
        "defined twice",
        b ->
            b.migration("m", 1, "m", (state, context) -> state)
                .migration("m", 1, "m", (state, context) -> state));
    assertRefused("must be 1 or more", b -> b.migration("m", 0, "m", (state, context) -> state));
    assertRefused("kebab-case", b -> b.migration("M", 1, "m", (state, context) -> state));
    assertRefused(
        "has no projection sums",
        b ->
            b.migration(
                "m",
                1,
                "m",
                (state, context) -> state,
                also -> also.projection("sums", Long.class, (model, context) -> model)));
  }

  private static void assertRefused(
      String why, Consumer<Domain.Builder<Savings.Accounts>> migrations) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Savings.with(migrations));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }
}
