package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Batch;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.PersistentMap;
import io.ringfold.engine.testkit.Counter.Add;
import io.ringfold.engine.testkit.Counter.Added;
import io.ringfold.engine.testkit.Counter.GetSum;
import io.ringfold.engine.testkit.Counter.Sum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each silent check sees exactly the fault that is planted for it. */
class SilentChecksTest {

  /** Another value each time that it is made: what was encoded is not what was decided. */
  record Louder(String word) {
    Louder {
      word = word + "!";
    }
  }

  /** Cannot be made of what an event may hold: its replay throws. */
  record Picky(String word) {
    static boolean inReplay;

    Picky {
      if (inReplay) {
        throw new IllegalArgumentException("word must be another");
      }
    }
  }

  record Say(String word) {}

  record Said(List<String> words) {}

  /** Keeps lists that it was given. */
  static final class Words {
    List<String> words = new ArrayList<>();
  }

  @Test
  void seesAnEventThatDoesNotSurviveItsCodec() {
    Domain<Words> domain =
        Domain.define("words", Words.class, Words::new)
            .command(
                "say", Say.class, (words, say, context) -> Decision.accept(new Louder(say.word())))
            .event("louder", 1, Louder.class, (words, louder) -> words.words.add(louder.word()))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).when(new Say("hey")),
        "event louder does not survive its codec",
        "written Louder[word=hey!]",
        "read    Louder[word=hey!!]");
    Faults.seen(
        () -> DomainTest.of(domain).given(new Louder("hey")),
        "event louder does not survive its codec");
  }

  @Test
  void seesACommandThatDoesNotSurviveItsCodec() {
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command("louder", Louder.class, (sum, louder, context) -> Decision.accept())
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).when(new Louder("hey")),
        "command louder does not survive its codec");
  }

  @Test
  void seesAnEventThatCannotBeReadBack() {
    Domain<Words> domain =
        Domain.define("words", Words.class, Words::new)
            .event("picky", 1, Picky.class, (words, picky) -> words.words.add(picky.word()))
            .build();
    Picky picky = new Picky("hey");
    Picky.inReplay = true;
    try {
      Faults.seen(
          () -> DomainTest.of(domain).given(picky),
          "event picky does not survive its codec",
          "cannot be read back",
          "word must be another");
    } finally {
      Picky.inReplay = false;
    }
  }

  @Test
  void seesAnEventWithoutARequiredValue() {
    Domain<Words> domain =
        Domain.define("words", Words.class, Words::new)
            .event("said", 1, Said.class, (words, said) -> {})
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).given(new Said(null)),
        "event said cannot be journaled",
        "words",
        "Said[words=null]");
  }

  @Test
  void seesADecisionThatChangesTheState() {
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command(
                "add",
                Add.class,
                (sum, add, context) -> {
                  sum.value += add.amount();
                  return Decision.accept();
                })
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).when(new Add(2)),
        "decide of add changed the state",
        "before {value=0}",
        "after  {value=2}");
  }

  @Test
  void seesADecisionThatIsNotDetermined() {
    AtomicInteger calls = new AtomicInteger();
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command(
                "add",
                Add.class,
                (sum, add, context) -> Decision.accept(new Added(calls.incrementAndGet())))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).when(new Add(2)),
        "decide of add is not determined by state, command and context",
        "Added[amount=1]",
        "Added[amount=2]");
  }

  @Test
  void seesADecisionThatThrowsOrIsNull() {
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command("add", Add.class, (sum, add, context) -> null)
            .command(
                "say",
                Say.class,
                (sum, say, context) -> {
                  throw new IllegalStateException("speechless");
                })
            .build();
    Faults.seen(() -> DomainTest.of(domain).when(new Add(2)), "decide of add gave null");
    Faults.seen(
        () -> DomainTest.of(domain).when(new Say("hey")), "decide of say threw", "speechless");
  }

  @Test
  void seesAnEventThatIsNotListed() {
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command(
                "add",
                Add.class,
                (sum, add, context) -> Decision.accept(new Said(List.of("added"))))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).when(new Add(2)),
        "Said is no event of domain counter: list it with .event(");
  }

  @Test
  void seesARejectionThatIsNotDeclared() {
    Domain<Sum> domain =
        Counter.withoutCommand()
            .command(
                "add", Add.class, (sum, add, context) -> Decision.reject("no-mood", "not today"))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).when(new Add(2)),
        "decide of add rejected with code no-mood, which domain counter does not declare");
  }

  @Test
  void seesAStateThatIsNoFunctionOfItsEvents() {
    AtomicInteger calls = new AtomicInteger();
    Domain<Sum> domain =
        Domain.define("counter", Sum.class, Sum::new)
            .event("added", 1, Added.class, (sum, added) -> sum.value += calls.incrementAndGet())
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).given(new Added(1)),
        "replay of all events reaches another state, in state",
        "live  {value=1}",
        "other {value=2}");
  }

  @Test
  void seesAReadModelThatIsNoFunctionOfItsEvents() {
    AtomicInteger calls = new AtomicInteger();
    Domain<Sum> domain =
        Domain.define("counter", Sum.class, Sum::new)
            .event("added", 1, Added.class, Counter::evolve)
            .projection(
                "total",
                Counter.Total.class,
                () -> new Counter.Total(0, 0),
                total ->
                    total.on(
                        Added.class,
                        (model, added, context) -> new Counter.Total(calls.incrementAndGet(), 0)))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).given(new Added(1)),
        "replay of all events reaches another state, in projection total");
  }

  @Test
  void seesAnEventThatEvolveChanges() {
    Domain<Words> domain =
        Domain.define("words", Words.class, Words::new)
            .event("said", 1, Said.class, (words, said) -> said.words().add("not said"))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).given(new Said(new ArrayList<>(List.of("said")))),
        "event said was changed after it was decided",
        "was Said[words=[said]]",
        "is  Said[words=[said, not said]]");
  }

  @Test
  void seesAFoldThatChangesTheReadModelInPlace() {
    Domain<Sum> domain =
        Domain.define("counter", Sum.class, Sum::new)
            .event("added", 1, Added.class, Counter::evolve)
            .projection(
                "words",
                Words.class,
                Words::new,
                words ->
                    words.on(
                        Added.class,
                        (model, added, context) -> {
                          model.words.add("added");
                          return model;
                        }))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).given(new Added(1)),
        "folding event added changed read model words in place");
  }

  /** A read model that holds what it was before the last event. */
  record BeforeAndNow(PersistentMap<String, Integer> before, PersistentMap<String, Integer> now) {
    BeforeAndNow added(Added event, Batch batch) {
      return new BeforeAndNow(now, now.plus("added", event.amount(), batch));
    }
  }

  private static Domain<Sum> beforeAndNow(boolean inTheBatch) {
    return Domain.define("counter", Sum.class, Sum::new)
        .event("added", 1, Added.class, Counter::evolve)
        .projection(
            "before-and-now",
            BeforeAndNow.class,
            () -> new BeforeAndNow(PersistentMap.empty(), PersistentMap.empty()),
            model ->
                model.on(
                    Added.class,
                    (last, added, context) ->
                        last.added(added, inTheBatch ? context.batch() : new Batch())))
        .build();
  }

  @Test
  void seesAFoldThatKeepsAMapWhichItChangedWithinTheBatch() {
    Faults.seen(
        () -> DomainTest.of(beforeAndNow(true)).given(new Added(1), new Added(2)),
        "folded in one batch, the events reach another read model",
        "in projection before-and-now");
    DomainTest.of(beforeAndNow(false)).given(new Added(1), new Added(2));
  }

  @Test
  void seesAQueryThatChangesTheReadModel() {
    Domain<Sum> domain =
        Domain.define("counter", Sum.class, Sum::new)
            .projection("words", Words.class, Words::new, words -> {})
            .query("get-sum", GetSum.class, Words.class, (words, query) -> words.words.add("asked"))
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).answer(new GetSum()),
        "query get-sum changed read model words in place");
  }

  /** Stands inside a state, and is not named in stateTypes. */
  static final class Unnamed {
    int value;
  }

  /** A state of unnamed objects. */
  static final class Unnameds {
    final Map<String, Unnamed> byName = new HashMap<>();
  }

  @Test
  void seesAClassOfTheStateThatIsNotNamedForSnapshots() {
    Domain.Builder<Unnameds> unnamed =
        Domain.define("unnamed", Unnameds.class, Unnameds::new)
            .event("added", 1, Added.class, (state, added) -> state.byName.put("a", new Unnamed()));
    Faults.seen(
        () -> DomainTest.of(unnamed.build()).given(new Added(1)),
        "the state does not survive a snapshot",
        "Unnamed",
        "stateTypes");
    DomainTest.of(unnamed.stateTypes(Unnamed.class).build()).given(new Added(1));
  }

  /** A state that holds records which are not what they were when made again. */
  static final class Loud {
    final List<Louder> words = new ArrayList<>();
  }

  @Test
  void seesAStateThatComesBackOtherwiseFromASnapshot() {
    Domain<Loud> domain =
        Domain.define("loud", Loud.class, Loud::new)
            .event("added", 1, Added.class, (loud, added) -> loud.words.add(new Louder("hey")))
            .stateTypes(Louder.class)
            .build();
    Faults.seen(
        () -> DomainTest.of(domain).given(new Added(1)),
        "another state comes back from a snapshot, in state",
        "hey!",
        "hey!!");
  }

  /** A state that a snapshot takes along in part. */
  static final class Forgetful {
    int sum;
    transient int last;
  }

  @Test
  void seesAStateThatGoesOnOtherwiseAfterASnapshot() {
    Domain<Forgetful> domain =
        Domain.define("forgetful", Forgetful.class, Forgetful::new)
            .event(
                "added",
                1,
                Added.class,
                (state, added) -> {
                  state.sum += added.amount() + state.last;
                  state.last = added.amount();
                })
            .build();
    DomainTest<Forgetful> test = DomainTest.of(domain).given(new Added(1));
    Faults.seen(
        () -> test.given(new Added(2)),
        "a snapshot and the events after it reach another state, in state",
        "live  {sum=4}",
        "other {sum=3}");
  }
}
