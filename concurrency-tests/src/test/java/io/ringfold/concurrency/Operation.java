package io.ringfold.concurrency;

/**
 * One call in a recorded history.
 *
 * @param answer null where none came: it may have happened at any time after the call, or never
 * @param calledAt before it was sent, in nanoseconds of one clock
 * @param answeredAt after the answer came, of the same clock; {@link #NEVER} without one
 */
record Operation<C, A>(C call, A answer, long calledAt, long answeredAt) {
  static final long NEVER = Long.MAX_VALUE;

  Operation {
    if ((answer == null) != (answeredAt == NEVER) || answeredAt < calledAt) {
      throw new IllegalArgumentException(
          call + " -> " + answer + ": called at " + calledAt + ", answered at " + answeredAt);
    }
  }

  static <C, A> Operation<C, A> unknown(C call, long calledAt) {
    return new Operation<>(call, null, calledAt, NEVER);
  }

  boolean isUnknown() {
    return answer == null;
  }

  @Override
  public String toString() {
    return call
        + " -> "
        + (isUnknown() ? "?" : answer)
        + " ["
        + calledAt
        + ", "
        + (isUnknown() ? "" : answeredAt)
        + "]";
  }
}
