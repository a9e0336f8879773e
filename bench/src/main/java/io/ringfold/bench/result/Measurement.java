package io.ringfold.bench.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * One run of one subject, in one round.
 *
 * @param subject what was measured: {@code ringfold}, or a yardstick's name
 * @param version of the subject; empty where it has none
 * @param parameters what the run was made with, by name, such as {@code durability} and {@code
 *     window}; runs with the same parameters are compared with each other
 * @param durableBy how a completed command had been made durable; empty where nothing was stored
 * @param round from 1
 * @param perSecond completed in a second; 0 where the row measures no rate
 * @param completed how many were completed while it was measured
 * @param seconds how long it was measured
 * @param latencies in nanoseconds; null where they were not measured
 * @param figures anything else that was measured, by name with its unit at the end, like {@code
 *     force-us}
 * @param checks what was checked in the same run, and held
 */
public record Measurement(
    String subject,
    String version,
    Map<String, String> parameters,
    String durableBy,
    int round,
    double perSecond,
    long completed,
    double seconds,
    Histogram latencies,
    Map<String, Double> figures,
    String checks) {

  public Measurement {
    Objects.requireNonNull(subject, "subject");
    if (checks.isBlank()) {
      throw new IllegalArgumentException(
          subject + ": a measurement in which nothing was checked is none");
    }
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** A percentile of the latency in microseconds; NaN where it was not measured. */
  public double latencyMicros(double percentile) {
    return latencies == null ? Double.NaN : latencies.getValueAtPercentile(percentile) / 1e3;
  }

  /**
   * A figure by its name; {@code per-second} and {@code p99.9-us} count as figures, too.
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public double figure(String name) {
    if (name.equals("per-second")) {
      return perSecond;
    }
    if (name.matches("p[0-9.]+-us")) {
      return latencyMicros(Double.parseDouble(name.substring(1, name.length() - 3)));
    }
    Double value = figures.get(name);
    if (value == null) {
      throw new IllegalArgumentException(subject + " has no figure " + name + ": " + figures);
    }
    return value;
  }
}
