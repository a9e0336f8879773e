package io.ringfold.bench.result;

import java.util.Locale;

/**
 * What a row came to in one case, beside what it is to reach.
 *
 * @param what is compared, like {@code window 64, fsync: ringfold / plain-file}
 * @param value the ratio or figure, over the rounds
 * @param bound that the median is to reach
 * @param atLeast whether it must not be less than the bound; otherwise it must not be more
 */
public record Verdict(String what, Spread value, double bound, boolean atLeast) {

  public boolean reached() {
    return atLeast ? value.median() >= bound : value.median() <= bound;
  }

  /** One line of a report. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%-60s %24s   to reach %s   %s",
        what,
        valueText(),
        boundText(),
        reached() ? "reached" : "NOT reached");
  }

  /** Like {@code 0.52 (0.48–0.55)}. */
  public String valueText() {
    return value.text();
  }

  /** Like {@code ≥ 0.50}. */
  public String boundText() {
    return (atLeast ? "≥ " : "≤ ") + number(bound);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
