package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DecisionComparison;
import io.ringfold.engine.DecisionComparison.Kind;
import io.ringfold.engine.compare.Change;
import io.ringfold.engine.compare.StateDifference;
import io.ringfold.engine.shape.Values;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of deciding anew: how many decisions differ, some of them, and where the states do. */
final class WhatIfReport {

  /**
   * Where the states differ.
   *
   * @param aggregate the name of the domain
   * @param from what was recorded, as JSON; null where nothing stood there
   * @param to what the candidate came to, as JSON; null where nothing stands there
   */
  private record StateChange(
      String aggregate, String path, Change.Kind kind, String from, String to) {

    static StateChange of(Change change) {
      return new StateChange(
          change.aggregate(),
          change.pathText(),
          change.kind(),
          change.kind() == Change.Kind.ADDED ? null : text(change.from()),
          change.kind() == Change.Kind.REMOVED ? null : text(change.to()));
    }

    private static String text(Object value) {
      return Json.text(visitor -> Values.walk(value, visitor));
    }
  }

  private final long from;
  private final int maxExamples;
  private final Map<Kind, Map<String, Long>> counts = new EnumMap<>(Kind.class);
  private final List<DecisionDifference> examples = new ArrayList<>();
  private final List<StateChange> stateExamples = new ArrayList<>();
  private long last;
  private long stateChanges;

  /**
   * @param from the first command that is decided anew
   * @param maxExamples how many differences of decisions, and of states, are kept
   */
  WhatIfReport(long from, int maxExamples) {
    this.from = from;
    this.maxExamples = maxExamples;
    this.last = from - 1;
  }

  /** Takes in one command. */
  void add(DecisionComparison comparison) {
    last = comparison.sequence();
    counts
        .computeIfAbsent(comparison.kind(), kind -> new TreeMap<>())
        .merge(comparison.command().name(), 1L, Long::sum);
    if (comparison.kind().isDifferent() && examples.size() < maxExamples) {
      examples.add(DecisionDifference.of(comparison));
    }
  }

  /** Takes in the states at the end. */
  void compareStates(Map<String, Object> recorded, Map<String, Object> candidate) {
    try {
      StateDifference.ofStates(recorded, candidate, this::add);
    } catch (IllegalArgumentException e) {
      throw new ToolException("the states cannot be compared: " + e.getMessage(), e);
    }
  }

  private void add(Change change) {
    stateChanges++;
    if (stateExamples.size() < maxExamples) {
      stateExamples.add(StateChange.of(change));
    }
  }

  boolean isDifferent() {
    return different() > 0 || stateChanges > 0;
  }

  private long count(Kind kind) {
    return counts.getOrDefault(kind, Map.of()).values().stream().mapToLong(each -> each).sum();
  }

  private long different() {
    return counts.keySet().stream().filter(Kind::isDifferent).mapToLong(this::count).sum();
  }

  /** As the fields of an object that is begun. */
  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("from", from);
    json.writeNumberField("to", last);
    json.writeNumberField("commands", last - from + 1);
    json.writeNumberField("same", count(Kind.SAME));
    json.writeNumberField("kept", count(Kind.KEPT));
    json.writeNumberField("different", different());
    json.writeArrayFieldStart("differences");
    for (Map.Entry<Kind, Map<String, Long>> kind : counts.entrySet()) {
      if (kind.getKey().isDifferent()) {
        for (Map.Entry<String, Long> command : kind.getValue().entrySet()) {
          json.writeStartObject();
          json.writeStringField("kind", kind.getKey().label());
          json.writeStringField("name", command.getKey());
          json.writeNumberField("count", command.getValue());
          json.writeEndObject();
        }
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("examples");
    for (DecisionDifference example : examples) {
      example.write(json);
    }
    json.writeEndArray();
    json.writeNumberField("state-changes", stateChanges);
    json.writeArrayFieldStart("state-examples");
    for (StateChange change : stateExamples) {
      json.writeStartObject();
      json.writeStringField("aggregate", change.aggregate());
      json.writeStringField("path", change.path());
      json.writeStringField("kind", change.kind().name().toLowerCase(Locale.ROOT));
      json.writeFieldName("recorded");
      json.writeRawValue(String.valueOf(change.from()));
      json.writeFieldName("candidate");
      json.writeRawValue(String.valueOf(change.to()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  void print(PrintWriter out) {
    if (last < from) {
      out.printf("no commands yet: the next one has sequence %d%n", from);
    } else {
      out.printf("commands %d to %d: %d decided alike", from, last, count(Kind.SAME));
      if (count(Kind.KEPT) > 0) {
        out.printf(", %d rejected by the engine itself and kept so", count(Kind.KEPT));
      }
      out.printf(", %d otherwise%n", different());
    }
    if (different() > 0) {
      out.printf("%n%-16s %-24s %12s%n", "difference", "command", "commands");
      counts.forEach(
          (kind, byCommand) -> {
            if (kind.isDifferent()) {
              byCommand.forEach(
                  (command, count) ->
                      out.printf("%-16s %-24s %12d%n", kind.label(), command, count));
            }
          });
    }
    if (!examples.isEmpty()) {
      out.printf("%nthe first %d of %d:%n", examples.size(), different());
      examples.forEach(example -> example.print(out));
    }
    printStates(out);
  }

  private void printStates(PrintWriter out) {
    if (stateChanges == 0) {
      out.printf("%nthe states are equal%n");
      return;
    }
    out.printf("%nthe states differ in %d places", stateChanges);
    out.printf(stateExamples.isEmpty() ? "%n" : "; the first %d:%n", stateExamples.size());
    for (StateChange change : stateExamples) {
      out.printf(
          "  %s %s: %s%n",
          change.aggregate(),
          change.path(),
          switch (change.kind()) {
            case ADDED -> "recorded nothing, candidate " + change.to();
            case REMOVED -> "recorded " + change.from() + ", candidate nothing";
            case CHANGED -> "recorded " + change.from() + ", candidate " + change.to();
            case REORDERED -> "in another order, recorded " + change.from();
          });
    }
  }
}
