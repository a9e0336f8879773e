package io.ringfold.engine;

/** How a stage waits for work; trades latency against the processor time of an idle server. */
public enum WaitMode {
  /** Yields while commands come fast, else blocks: near 0 % of a core when idle. The default. */
  BACKOFF("backoff"),
  /** Blocks or sleeps at once: the least of a core under a light load, too. */
  BLOCKING("blocking"),
  /** Sleeps for some microseconds at a time: a few percent of a core when idle. */
  SLEEPING("sleeping"),
  /** Yields for ever: short waits, all cores busy when idle. */
  YIELDING("yielding"),
  /** Spins for ever: only where each stage has a core of its own. */
  BUSY_SPIN("busy-spin");

  private final String label;

  WaitMode(String label) {
    this.label = label;
  }

  /** As written in settings. */
  public String label() {
    return label;
  }

  /**
   * The mode of this name.
   *
   * @throws IllegalArgumentException for any other
   */
  public static WaitMode of(String label) {
    for (WaitMode each : values()) {
      if (each.label.equals(label)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "wait-strategy \""
            + label
            + "\": must be backoff, blocking, sleeping, yielding or busy-spin");
  }
}
