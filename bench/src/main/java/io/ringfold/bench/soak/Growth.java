package io.ringfold.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Whether something grew in a run: the median of its last third beside that of its first. A median,
 * as one long pause is no growth; thirds, as a leak goes on.
 *
 * @param what for a person
 * @param unit of {@code value}
 * @param value of a sample
 * @param factor what the last third may be of the first
 * @param slack and so much more, where that is little
 */
record Growth(
    String what, String unit, ToDoubleFunction<Sample> value, double factor, double slack) {

  private static final double MIB = 1 << 20;

  /** Memory after GC: an eighth more is caches that fill. */
  static final Growth HEAP =
      new Growth("heap after GC", "MiB", each -> each.heapBytes() / MIB, 1.125, 2);

  /** Grows with code that is compiled late, and with garbage that is collected late. */
  static final Growth RESIDENT =
      new Growth("resident memory", "MiB", each -> each.residentBytes() / MIB, 1.25, 64);

  static final Growth THREADS = new Growth("threads", "", Sample::threads, 1, 4);

  /** Segments come and go, a few at a time. */
  static final Growth FILES = new Growth("open files", "", Sample::files, 1, 8);

  static final Growth LAG = new Growth("projection lag", "commands", Sample::lag, 2, 1_000);

  static final Growth LATENCY = new Growth("p99.9 of acknowledgements", "ms", Sample::p999Ms, 2, 5);

  /** Those that are no matter of how busy the machine is. */
  static final List<Growth> OF_RESOURCES = List.of(HEAP, RESIDENT, THREADS, FILES);

  static final List<Growth> ALL = List.of(HEAP, RESIDENT, THREADS, FILES, LAG, LATENCY);

  /** Samples that say something: two on each side. */
  static final int LEAST_SAMPLES = 6;

  /** What grew, for a person; empty where it did not. */
  Optional<String> in(List<Sample> samples) {
    double first = median(samples.subList(0, samples.size() / 3));
    double last = median(samples.subList(samples.size() - samples.size() / 3, samples.size()));
    return last > factor * first + slack
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s grew from %.1f to %.1f %s; at most %.1f was to be expected",
                what,
                first,
                last,
                unit,
                factor * first + slack))
        : Optional.empty();
  }

  /** First and last third, for a person. */
  String shown(List<Sample> samples) {
    return String.format(
        Locale.ROOT,
        "%-26s %10.1f → %10.1f %s",
        what,
        median(samples.subList(0, samples.size() / 3)),
        median(samples.subList(samples.size() - samples.size() / 3, samples.size())),
        unit);
  }

  private double median(List<Sample> samples) {
    double[] sorted =
        samples.stream().mapToDouble(value).filter(each -> !Double.isNaN(each)).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
