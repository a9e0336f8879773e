package io.ringfold.bench.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All measurements of one row, with the conditions they were made under. Not thread-safe. */
public final class Results {
  private final String row;
  private final String title;
  private final List<String> conditions;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * @param row its id, like {@code W1}
   * @param conditions a line each: hardware, Java, file system, what is left out
   */
  public Results(String row, String title, List<String> conditions) {
    this.row = row;
    this.title = title;
    this.conditions = List.copyOf(conditions);
  }

  public String row() {
    return row;
  }

  public String title() {
    return title;
  }

  public List<String> conditions() {
    return conditions;
  }

  public void add(Measurement measurement) {
    measurements.add(measurement);
  }

  public List<Measurement> measurements() {
    return Collections.unmodifiableList(measurements);
  }

  public List<Verdict> verdicts() {
    return Collections.unmodifiableList(verdicts);
  }

  /** The parameters of all measurements, each combination once, in the order of measuring. */
  public List<Map<String, String>> cases() {
    Set<Map<String, String>> cases = new LinkedHashSet<>();
    measurements.forEach(each -> cases.add(each.parameters()));
    return List.copyOf(cases);
  }

  public List<String> subjects() {
    Set<String> subjects = new LinkedHashSet<>();
    measurements.forEach(each -> subjects.add(each.subject()));
    return List.copyOf(subjects);
  }

  public List<Measurement> of(String subject, Map<String, String> parameters) {
    return measurements.stream()
        .filter(each -> each.subject().equals(subject) && each.parameters().equals(parameters))
        .toList();
  }

  /** A figure of a subject over the rounds. */
  public Spread spread(String subject, Map<String, String> parameters, String figure) {
    return Spread.of(of(subject, parameters).stream().map(each -> each.figure(figure)).toList());
  }

  /** The ratio of two subjects in each round, over the rounds that both have. */
  public Spread ratio(
      String subject, String yardstick, Map<String, String> parameters, String figure) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement ours : of(subject, parameters)) {
      for (Measurement theirs : of(yardstick, parameters)) {
        if (ours.round() == theirs.round()) {
          ratios.add(ours.figure(figure) / theirs.figure(figure));
        }
      }
    }
    return Spread.of(ratios);
  }

  /** Says what a case came to. */
  public void judge(Verdict verdict) {
    verdicts.add(verdict);
  }

  /** Like {@code durability fsync, window 64}. */
  public static String text(Map<String, String> parameters) {
    List<String> parts = new ArrayList<>();
    parameters.forEach((name, value) -> parts.add(name + " " + value));
    return String.join(", ", parts);
  }
}
