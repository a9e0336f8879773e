package io.ringfold.reliability;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.PlantedFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the simulation finds bugs: each of these is planted, and has to be found. */
class PlantedFaultsTest {
  private Path work;

  @BeforeEach
  void makeADirectory() throws Exception {
    work = SeedRuns.workDirectory();
  }

  @AfterEach
  void removeIt() throws Exception {
    Files.delete(work);
  }

  @Test
  void findsAForceThatIsSkippedWhereTheLastSlotIsEmpty() {
    assertFound(PlantedFaults::skipsTheForceOnAnEmptyLastSlot, 20, "acknowledged means durable");
  }

  @Test
  void findsAReplyBeforeTheForce() {
    assertFound(PlantedFaults::repliesBeforeTheForce, 20, "acknowledged means durable");
  }

  @Test
  void findsAnEngineThatGoesOnAfterAFailedForce() {
    assertFound(
        PlantedFaults::goesOnAfterAFailedForce, 100, "acknowledged means durable", "failure stops");
  }

  @Test
  void findsADedupWindowThatIsNotInTheSnapshot() {
    assertFound(PlantedFaults::forgetsTheDedupWindowInSnapshots, 50, "exactly once");
  }

  @Test
  void findsASegmentWhoseNameWasNeverForced() {
    assertFound(
        PlantedFaults::forcesNoDirectory,
        200,
        "acknowledged means durable",
        "what a fault leaves can be started from");
  }

  @Test
  void findsASegmentThatWasNeverForced() {
    assertFound(
        PlantedFaults::forcesNoSegment,
        20,
        "acknowledged means durable",
        "what a fault leaves can be started from");
  }

  @Test
  void findsACommitLogThatWasNeverForced() {
    assertFound(
        PlantedFaults::forcesNoCommitLog,
        50,
        "acknowledged means durable",
        "what a fault leaves can be started from");
  }

  @Test
  void findsACommitLogThatIsNotReadAtAStart() {
    assertFound(
        PlantedFaults::bringsNothingBack,
        50,
        "acknowledged means durable",
        "what a fault leaves can be started from");
  }

  @Test
  void findsATornTailThatIsBelieved() {
    assertFound(
        PlantedFaults::believesTornRecords,
        300,
        "damage is never believed",
        "acknowledged means durable",
        "exactly once",
        "journal");
  }

  @Test
  void findsAnEngineThatGoesOnAfterAFailedAppend() {
    assertFound(
        PlantedFaults::goesOnAfterAFailedAppend,
        200,
        "acknowledged means durable",
        "failure stops");
  }

  @Test
  void findsAWindowThatForgetsTooEarly() {
    assertFound(PlantedFaults::forgetsACommandTooEarly, 100, "exactly once");
  }

  @Test
  void findsAWindowThatForgetsTooLate() {
    assertFound(PlantedFaults::forgetsACommandTooLate, 100, "exactly once");
  }

  @Test
  void findsAReadErrorThatIsTakenForDamage() {
    assertFound(
        PlantedFaults::takesAReadErrorForDamage,
        300,
        "acknowledged means durable",
        "what a fault leaves can be started from");
  }

  private void assertFound(EngineOpener faulty, long seeds, String... promises) {
    SeedRuns.Summary summary = SeedRuns.run(1, seeds, 2, work, faulty, result -> {});

    Simulation.Result found = summary.firstViolation();
    assertNotNull(found, "not found in " + seeds + " seeds");
    System.out.println("found with seed " + found.seed() + ": " + found.violation().getMessage());
    assertTrue(
        List.of(promises).contains(found.violation().promise()), found.violation().toString());
  }
}
