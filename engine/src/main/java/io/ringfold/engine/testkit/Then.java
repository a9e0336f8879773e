package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Decision.Accepted;
import io.ringfold.engine.domain.Decision.Rejected;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is expected of a command that was decided, by {@link DomainTest#when}. What is not as
 * expected is an {@link AssertionError} that shows the command, the decision, the state and the
 * read models.
 *
 * @param <S> the type of the domain's state
 */
public final class Then<S> {
  private final DomainTest<S> test;
  private final Object command;
  private final Decision decision;

  Then(DomainTest<S> test, Object command, Decision decision) {
    this.test = test;
    this.command = command;
    this.decision = decision;
  }

  /** Accepted with exactly these events, in this order; with none, accepted without a change. */
  public Then<S> thenEvents(Object... expected) {
    if (!events("events " + List.of(expected)).equals(List.of(expected))) {
      throw unexpected("events " + List.of(expected));
    }
    return this;
  }

  /** Accepted, with events of these types in this order, whatever is in them. */
  public Then<S> thenEventTypes(Class<?>... expected) {
    List<? extends Class<?>> actual =
        events("events of " + List.of(expected)).stream().map(Object::getClass).toList();
    if (!actual.equals(List.of(expected))) {
      throw unexpected("events of " + List.of(expected));
    }
    return this;
  }

  /** Rejected with this code. */
  public Then<S> thenRejected(String code) {
    if (!(decision instanceof Rejected rejected) || !rejected.code().equals(code)) {
      throw unexpected("a rejection " + code);
    }
    return this;
  }

  /** Looks at the state after the command, to assert about it; not to change it. */
  public Then<S> thenState(Consumer<S> assertions) {
    test.thenState(assertions);
    return this;
  }

  /**
   * Expects this answer to a query after the command.
   *
   * @param expected the result, or what a client gets of it: maps by kebab-case names, lists,
   *     strings, numbers; null for none
   */
  public Then<S> thenQuery(Object query, Object expected) {
    test.thenQuery(query, expected);
    return this;
  }

  /**
   * Expects this of the aggregate with a key after the command: {@link DomainTest#thenKeyState}.
   */
  public Then<S> thenKeyState(String key, Object expected) {
    test.thenKeyState(key, expected);
    return this;
  }

  /** The test, to go on with; what was accepted is past now. */
  public DomainTest<S> and() {
    return test;
  }

  /** What was decided. */
  public Decision decision() {
    return decision;
  }

  private List<?> events(String expected) {
    if (decision instanceof Accepted accepted) {
      return accepted.events();
    }
    throw unexpected(expected);
  }

  private AssertionError unexpected(String expected) {
    return new AssertionError(
        command + "\nexpected " + expected + "\nactual   " + actual() + test.show());
  }

  private String actual() {
    if (decision instanceof Accepted accepted) {
      return "events " + accepted.events();
    }
    Rejected rejected = (Rejected) decision;
    return "a rejection " + rejected.code() + ": " + rejected.message();
  }
}
