package io.ringfold.engine;

import java.time.Instant;
import java.util.Objects;

/** Which state a query is answered from. Immutable. */
public sealed interface AsOf {

  /** The newest that there is when the query gets its turn. */
  AsOf NEWEST = new Newest();

  /** See {@link #NEWEST}. */
  record Newest() implements AsOf {
    @Override
    public String toString() {
      return "newest";
    }
  }

  /**
   * The state after the command of this sequence.
   *
   * @param sequence 0 for the state before the first command
   */
  record Sequence(long sequence) implements AsOf {
    public Sequence {
      if (sequence < 0) {
        throw new IllegalArgumentException("as-of " + sequence + ": must be a sequence, 0 or more");
      }
    }

    @Override
    public String toString() {
      return Long.toString(sequence);
    }
  }

  /** The state after the last command at or before this time; before the first, sequence 0. */
  record Time(Instant time) implements AsOf {
    public Time {
      Objects.requireNonNull(time, "time");
    }

    @Override
    public String toString() {
      return time.toString();
    }
  }

  static AsOf sequence(long sequence) {
    return new Sequence(sequence);
  }

  static AsOf time(Instant time) {
    return new Time(time);
  }
}
