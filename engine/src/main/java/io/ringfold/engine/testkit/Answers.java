package io.ringfold.engine.testkit;

import io.ringfold.engine.shape.Values;
import java.util.Objects;

/** Compares answers with what was expected, as a client sees them: by names and plain values. */
final class Answers {
  private Answers() {}

  static void expect(DomainTest<?> test, Object query, Object expected) {
    expect(test, "answer to " + query, test.answer(query), expected);
  }

  static void expectKeyState(DomainTest<?> test, String key, Object actual, Object expected) {
    expect(test, "the state of " + key, actual, expected);
  }

  private static void expect(DomainTest<?> test, String what, Object actual, Object expected) {
    Object actualPlain = Values.plain(actual);
    Object expectedPlain = Values.plain(expected);
    if (!Objects.equals(actualPlain, expectedPlain)) {
      throw new AssertionError(
          what + "\nexpected " + expectedPlain + "\nactual   " + actualPlain + test.show());
    }
  }
}
