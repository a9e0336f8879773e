package io.ringfold.bench.transfers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An engine that answers wrongly is found out. */
class OutcomeCheckTest {
  private final OutcomeCheck check = new OutcomeCheck(Durability.FSYNC);

  /** What an engine might say about a transfer. */
  private record Said(
      long number,
      Status status,
      boolean duplicate,
      long sequence,
      Durability durability,
      int eventCount)
      implements Outcome {

    static Said right(long number) {
      return new Said(number, Status.ACCEPTED, false, 100 + number, Durability.FSYNC, 2);
    }

    @Override
    public Submission submission() {
      return new Submission(
          Domains.of(Bank.DEFINITION).command("transfer"),
          new BankCommand.Transfer("a", "b", 1),
          new UUID(0, number),
          null,
          number,
          null,
          null,
          Submission.ANY_SEQUENCE,
          0,
          null);
    }

    @Override
    public long timeMicros() {
      return 0;
    }

    @Override
    public String code() {
      return status == Status.ACCEPTED ? null : "insufficient-funds";
    }

    @Override
    public String message() {
      return null;
    }

    @Override
    public Object event(int index) {
      throw new UnsupportedOperationException("not asked");
    }

    @Override
    public Domain.EventType<?, ?> eventType(int index) {
      throw new UnsupportedOperationException("not asked");
    }
  }

  private String faultAfter(Said... answers) {
    for (Said answer : answers) {
      check.reply(answer);
    }
    return assertThrows(IllegalStateException.class, check::requireNoFault).getMessage();
  }

  private static void assertContains(String part, String whole) {
    assertTrue(whole.contains(part), whole);
  }

  @Test
  void findsNothingWhereEverythingIsRight() {
    for (int number = 1; number <= 10; number++) {
      check.reply(Said.right(number));
    }
    assertDoesNotThrow(check::requireNoFault);
    assertEquals(10, check.completed());
    assertEquals(110, check.lastSequence());
  }

  @Test
  void findsAnAnswerThatIsMissing() {
    assertContains(
        "command 3 was answered where 2 was to come", faultAfter(Said.right(1), Said.right(3)));
  }

  @Test
  void findsAnAnswerThatComesTwice() {
    assertContains(
        "command 1 was answered where 2 was to come", faultAfter(Said.right(1), Said.right(1)));
  }

  @Test
  void findsARejection() {
    assertContains(
        "command 1 was answered REJECTED, code insufficient-funds",
        faultAfter(new Said(1, Outcome.Status.REJECTED, false, 101, Durability.FSYNC, 0)));
  }

  @Test
  void findsADuplicate() {
    assertContains(
        "as a duplicate",
        faultAfter(new Said(1, Outcome.Status.ACCEPTED, true, 101, Durability.FSYNC, 2)));
  }

  @Test
  void findsAHoleInTheSequences() {
    assertContains(
        "sequence 103 came after 101",
        faultAfter(
            Said.right(1), new Said(2, Outcome.Status.ACCEPTED, false, 103, Durability.FSYNC, 2)));
  }

  @Test
  void findsALowerDurability() {
    assertContains(
        "command 1 has durability CRASH",
        faultAfter(new Said(1, Outcome.Status.ACCEPTED, false, 101, Durability.CRASH, 2)));
  }

  @Test
  void findsHalfATransfer() {
    assertContains(
        "command 1 caused 1 events, not 2",
        faultAfter(new Said(1, Outcome.Status.ACCEPTED, false, 101, Durability.FSYNC, 1)));
  }
}
