package io.ringfold.engine;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Settings that go together, under one name: what they were measured for is in decision record 30.
 * Each can still be set by itself.
 */
public enum Preset {
  /**
   * The default: much at once and an idle server that takes no processor time. Half of the ring a
   * lone connection has to itself: 8,192 commands in flight.
   */
  THROUGHPUT("throughput", WaitMode.BACKOFF, 16_384),

  /**
   * No stage ever sleeps, and the ring stays in the processor's cache. Takes every core that is
   * free, always; gains only where each stage has one.
   */
  LATENCY("latency", WaitMode.YIELDING, 1024),

  /** As little processor time as can be, also under a light load: whoever has to wait, sleeps. */
  FRUGAL("frugal", WaitMode.BLOCKING, 1024);

  static final Preset DEFAULT = THROUGHPUT;

  private final String label;
  private final WaitMode waitStrategy;
  private final int ringSlots;

  Preset(String label, WaitMode waitStrategy, int ringSlots) {
    this.label = label;
    this.waitStrategy = waitStrategy;
    this.ringSlots = ringSlots;
  }

  /** As written in settings. */
  public String label() {
    return label;
  }

  /** How stages wait for work. */
  public WaitMode waitStrategy() {
    return waitStrategy;
  }

  /** Commands in flight before {@code busy}. */
  public int ringSlots() {
    return ringSlots;
  }

  /**
   * The preset of this name.
   *
   * @throws IllegalArgumentException for any other
   */
  public static Preset of(String label) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "preset \""
                        + label
                        + "\": must be "
                        + Arrays.stream(values())
                            .map(Preset::label)
                            .collect(Collectors.joining(", "))));
  }
}
