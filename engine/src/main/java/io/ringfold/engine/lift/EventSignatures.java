package io.ringfold.engine.lift;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventChange;
import io.ringfold.engine.shape.Values;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How each event is read, in a line: two programs with equal lines make the same events of one
 * journal, up to what their upcasters compute. A snapshot keeps the lines of the program that took
 * it, because state that was made of other events is another state.
 */
public final class EventSignatures {
  private EventSignatures() {}

  /** The lines by the names of the events, retired ones among them. */
  public static Map<String, String> of(Domains domains) {
    Map<String, String> signatures = new LinkedHashMap<>();
    for (Domains.Event event : domains.events()) {
      signatures.put(event.type().name(), signature(event.type()));
    }
    for (Domains.Retired retired : domains.retiredEvents()) {
      signatures.put(
          retired.type().name(),
          (retired.type().isSkipped() ? "skipped" : "lifted")
              + " to version "
              + retired.type().lastVersion());
    }
    return signatures;
  }

  private static String signature(Domain.EventType<?, ?> type) {
    StringJoiner line = new StringJoiner("; ").add("version " + type.version());
    for (EventChange change : type.changes()) {
      line.add(
          change instanceof EventChange.Added added
              // of any type: an array, say, does not show its content
              ? "version(%d).added(%s, %s)"
                  .formatted(
                      added.version(),
                      added.field(),
                      HexFormat.of().formatHex(Values.hash(added.value()), 0, 8))
              : FieldPlan.describe(change));
    }
    return line.toString();
  }
}
