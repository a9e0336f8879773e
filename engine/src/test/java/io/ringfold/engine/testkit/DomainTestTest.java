package io.ringfold.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Uuid5;
import io.ringfold.engine.domain.Decision.Accepted;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Upcaster;
import io.ringfold.engine.testkit.Counter.Add;
import io.ringfold.engine.testkit.Counter.Added;
import io.ringfold.engine.testkit.Counter.GetSum;
import io.ringfold.engine.testkit.Counter.Sum;
import io.ringfold.engine.testkit.Counter.Tell;
import io.ringfold.engine.testkit.Counter.Told;
import io.ringfold.engine.testkit.Counter.Total;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DomainTestTest {

  private static DomainTest<Sum> counter() {
    return DomainTest.of(Counter.faultless());
  }

  @Test
  void aFaultlessDomainPassesEveryStep() {
    counter()
        .given(new Added(1), new Added(2))
        .givenCommands(new Add(3))
        .when(new Add(4))
        .thenEvents(new Added(4))
        .thenEventTypes(Added.class)
        .thenState(sum -> assertEquals(10, sum.value))
        .thenQuery(new GetSum(), new Total(10, 4))
        .and()
        .when(new Add(0))
        .thenRejected("nothing-to-add")
        .thenQuery(new GetSum(), Map.of("value", 10, "events", 4));
  }

  @Test
  void theNextStepStandsOnWhatWasAccepted() {
    counter()
        .when(new Add(1))
        .and()
        .when(new Add(2))
        .and()
        .thenState(sum -> assertEquals(3, sum.value))
        .thenQuery(new GetSum(), new Total(3, 2));
  }

  @Test
  void otherEventsThanExpectedAreShownWithTheState() {
    Faults.seen(
        () -> counter().given(new Added(1)).when(new Add(2)).thenEvents(new Added(3)),
        "Add[amount=2]",
        "expected events [Added[amount=3]]",
        "actual   events [Added[amount=2]]",
        "state = {value=3}",
        "projection total = {value=3, events=2}");
  }

  @Test
  void otherEventTypesThanExpectedAreShown() {
    Faults.seen(
        () -> counter().when(new Add(2)).thenEventTypes(Told.class),
        "expected events of [class io.ringfold.engine.testkit.Counter$Told]",
        "actual   events [Added[amount=2]]");
  }

  @Test
  void aRejectionWhereEventsWereExpectedIsShownWithItsMessage() {
    Faults.seen(
        () -> counter().when(new Add(0)).thenEvents(new Added(0)),
        "expected events [Added[amount=0]]",
        "actual   a rejection nothing-to-add: 0 adds nothing");
  }

  @Test
  void anotherDecisionThanARejectionIsShown() {
    Faults.seen(
        () -> counter().when(new Add(5)).thenRejected("nothing-to-add"),
        "expected a rejection nothing-to-add",
        "actual   events [Added[amount=5]]");
    Faults.seen(
        () -> counter().when(new Add(0)).thenRejected("too-much"),
        "expected a rejection too-much",
        "actual   a rejection nothing-to-add");
  }

  @Test
  void anotherAnswerThanExpectedIsShownWithTheReadModel() {
    Faults.seen(
        () -> counter().given(new Added(1)).thenQuery(new GetSum(), new Total(2, 1)),
        "answer to GetSum[]",
        "expected {value=2, events=1}",
        "actual   {value=1, events=1}",
        "projection total = {value=1, events=1}");
    Faults.seen(
        () -> counter().thenQuery(new GetSum(), null),
        "expected null",
        "actual   {value=0, events=0}");
  }

  @Test
  void aGivenCommandHasToBeAccepted() {
    Faults.seen(
        () -> counter().givenCommands(new Add(0)),
        "Add[amount=0]",
        "not accepted",
        "nothing-to-add");
  }

  @Test
  void whatTheDomainDoesNotKnowIsNamedBesideWhatItKnows() {
    Faults.seen(() -> counter().when("add"), "add is no command of domain counter", "[add, tell]");
    Faults.seen(() -> counter().answer("sum"), "sum is no query of domain counter", "[get-sum]");
  }

  @Test
  void timeUserAndUuidReachTheDecision() {
    Instant time = DomainTest.START.plusSeconds(60);
    UUID uuid = UUID.fromString("7b1f0a52-52a5-4e5c-8b0a-0f5e7f5a2c11");
    Told told = tell(counter().given(new Added(1)).at(time).by("alice").as(uuid));
    assertEquals(2, told.seq());
    assertEquals(uuid, told.command());
    assertEquals(time, told.at());
    assertEquals("alice", told.user().orElseThrow());
    assertEquals(Uuid5.of(uuid, "id/0"), told.first());
    assertEquals(Uuid5.of(uuid, "id/1"), told.second());
  }

  @Test
  void withoutOthersTimeUserAndUuidAreFixed() {
    Told told = tell(counter());
    assertEquals(told, tell(counter()));
    assertEquals(DomainTest.START, told.at());
    assertTrue(told.user().isEmpty());
    assertEquals(new UUID(0, 1), told.command());
  }

  @Test
  void aRejectedCommandTakesASequenceToo() {
    assertEquals(2, tell(counter().when(new Add(0)).and()).seq());
  }

  @Test
  void timeDoesNotGoBack() {
    DomainTest<Sum> test = counter().at(DomainTest.START.plusSeconds(1));
    assertThrows(IllegalArgumentException.class, () -> test.at(DomainTest.START));
  }

  @Test
  void aComponentThatCannotBeCarriedIsRefusedAtOnce() {
    record Run(Thread thread) {}
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command("run", Run.class, (sum, run, context) -> Counter.decide(sum, new Add(1)))
            .build();
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> DomainTest.of(domain));
    assertTrue(refused.getMessage().contains("thread"), refused.getMessage());
  }

  private static Told tell(DomainTest<Sum> test) {
    return (Told) ((Accepted) test.when(new Tell()).decision()).events().get(0);
  }

  record AddedOnce(String amount) {}

  /** Amounts were texts in version 1, several in one; told was another event once. */
  private static DomainTest<Sum> withAPast(Upcaster told) {
    return DomainTest.of(
        Domain.define("counter", Sum.class, Sum::new)
            .event(
                "added",
                2,
                Added.class,
                Counter::evolve,
                past ->
                    past.version(
                        2,
                        fields ->
                            Stream.of(((String) fields.get("amount")).split(" "))
                                .map(amount -> new Added(Integer.parseInt(amount)))
                                .toList()))
            .retired("told", 1, told)
            .build());
  }

  @Test
  void whatOlderCodeWroteIsReadThroughItsHistory() {
    withAPast(fields -> List.of(new Added(100)))
        .givenJournaled("added", 1, new AddedOnce("1 2"))
        .givenJournaled("told", 1, new AddedOnce("whatever"))
        .givenJournaled("added", 2, new Added(10))
        .thenState(sum -> assertEquals(113, sum.value));
  }

  @Test
  void whatOlderCodeWroteIsRefusedAsAtStart() {
    Faults.seen(
        () -> withAPast(fields -> List.of()).givenJournaled("added", 2, new AddedOnce("1")),
        "event added version 2",
        "cannot be read",
        "higher version");
    Faults.seen(
        () -> withAPast(fields -> List.of()).givenJournaled("nothing", 1, new AddedOnce("1")),
        "lists no event nothing");
  }

  @Test
  void anUpcasterThatIsNotDeterminedIsSeen() {
    AtomicInteger calls = new AtomicInteger();
    Faults.seen(
        () ->
            withAPast(fields -> List.of(new Added(calls.incrementAndGet())))
                .givenJournaled("told", 1, new AddedOnce("x")),
        "event told version 1",
        "not always read alike",
        "[Added[amount=1]]",
        "[Added[amount=2]]");
  }
}
