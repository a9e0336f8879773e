package io.ringfold.engine.testkit;

import io.ringfold.engine.shape.Values;
import java.util.Objects;

/** Compares answers with what was expected, as a client sees them: by names and plain values. */
final class Answers {
  private Answers() {}

  static void expect(DomainTest<?> test, Object query, Object expected) {
    Object actualPlain = Values.plain(test.answer(query));
    Object expectedPlain = Values.plain(expected);
    if (!Objects.equals(actualPlain, expectedPlain)) {
      throw new AssertionError(
          "answer to "
              + query
              + "\nexpected "
              + expectedPlain
              + "\nactual   "
              + actualPlain
              + test.show());
    }
  }
}
