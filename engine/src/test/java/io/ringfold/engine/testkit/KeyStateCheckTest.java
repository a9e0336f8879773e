package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the kit sees of a state by key that cannot be kept, told or read. */
class KeyStateCheckTest {
  record Said(@Key String who, String word) {}

  record Words(String who, List<String> words) {}

  static final class Talk {
    final Map<String, List<String>> byPerson = new HashMap<>();
    long asked;

    void said(Said event) {
      byPerson.computeIfAbsent(event.who(), any -> new ArrayList<>()).add(event.word());
    }

    Words copyOf(String who) {
      return byPerson.containsKey(who) ? new Words(who, List.copyOf(byPerson.get(who))) : null;
    }

    Words viewOf(String who) {
      return byPerson.containsKey(who) ? new Words(who, byPerson.get(who)) : null;
    }

    Words counting(String who) {
      asked++;
      return null;
    }

    Words withoutName(String who) {
      return new Words(null, List.of());
    }
  }

  private static DomainTest<Talk> talk(Domain.KeyReader<Talk, Words> reader) {
    return DomainTest.of(
        Domain.define("talk", Talk.class, Talk::new)
            .event("said", 1, Said.class, Talk::said)
            .keyState(Words.class, reader)
            .build());
  }

  @Test
  void takesACopy() {
    talk(Talk::copyOf)
        .given(new Said("anna", "hey"), new Said("anna", "you"))
        .thenKeyState("anna", Map.of("who", "anna", "words", List.of("hey", "you")))
        .thenKeyState("bert", null);
  }

  @Test
  void seesAStateByKeyThatIsNotTheExpectedOne() {
    DomainTest<Talk> test = talk(Talk::copyOf).given(new Said("anna", "hey"));
    Faults.seen(() -> test.thenKeyState("anna", null), "the state of anna", "words=[hey]");
  }

  @Test
  void seesAStateByKeyThatChangesWithTheState() {
    DomainTest<Talk> test = talk(Talk::viewOf).given(new Said("anna", "hey"));
    Faults.seen(
        () -> test.given(new Said("anna", "you")),
        "event said changed the state of anna that was told before it",
        "words=[hey, you]");
  }

  @Test
  void seesAReaderThatChangesTheState() {
    DomainTest<Talk> test = talk(Talk::counting);
    Faults.seen(() -> test.given(new Said("anna", "hey")), "keyState changed the state");
  }

  @Test
  void seesAStateByKeyThatCannotBeTold() {
    DomainTest<Talk> test = talk(Talk::withoutName);
    Faults.seen(() -> test.given(new Said("anna", "hey")), "the state of anna cannot be", "who");
  }
}
