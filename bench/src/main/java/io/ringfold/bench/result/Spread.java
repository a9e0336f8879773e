package io.ringfold.bench.result;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** What several rounds of the same came to: the one in the middle, and how far they lie apart. */
public record Spread(double median, double min, double max) {

  /**
   * @throws IllegalArgumentException for no values at all
   */
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  static Spread of(double... values) {
    return of(Arrays.stream(values).boxed().toList());
  }

  /** Like {@code 0.52 (0.48–0.55)}. */
  public String text(int digits) {
    String format = "%." + digits + "f";
    return String.format(
        Locale.ROOT, format + " (" + format + "–" + format + ")", median, min, max);
  }

  /** With as many digits as the median asks for. */
  public String text() {
    double size = Math.abs(median);
    return text(size >= 100 || size == 0 ? 0 : size >= 0.1 ? 2 : 4);
  }
}
