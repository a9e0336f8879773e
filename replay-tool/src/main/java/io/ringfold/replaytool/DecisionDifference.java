package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DecisionComparison;
import io.ringfold.engine.DecisionComparison.Kind;
import io.ringfold.engine.Micros;
import io.ringfold.engine.record.RecordView;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.UUID;

/**
 * One command that a candidate decides otherwise.
 *
 * @param user null where access was open
 * @param data of the command, as JSON
 */
record DecisionDifference(
    long sequence,
    Kind kind,
    Instant time,
    UUID uuid,
    String user,
    String command,
    String data,
    Decided recorded,
    Decided candidate) {

  static DecisionDifference of(DecisionComparison comparison) {
    RecordView view = comparison.recorded();
    return new DecisionDifference(
        comparison.sequence(),
        comparison.kind(),
        Micros.toInstant(view.timeMicros()),
        view.uuid(),
        view.user(),
        comparison.command().name(),
        Decided.data(comparison),
        Decided.recorded(comparison),
        Decided.byCandidate(comparison));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seq", sequence);
    json.writeStringField("kind", kind.label());
    json.writeStringField("timestamp", time.toString());
    json.writeStringField("uuid", uuid.toString());
    json.writeStringField("user", user);
    json.writeStringField("name", command);
    json.writeFieldName("data");
    json.writeRawValue(data);
    json.writeFieldName("recorded");
    recorded.write(json);
    json.writeFieldName("candidate");
    candidate.write(json);
    json.writeEndObject();
  }

  void print(PrintWriter out) {
    out.printf("seq %d, %s: %s %s%n", sequence, kind.label(), command, data);
    out.printf("  %s, uuid %s%s%n", time, uuid, user == null ? "" : ", user " + user);
    out.printf("  recorded:  %s%n", recorded.text());
    out.printf("  candidate: %s%n", candidate.text());
  }
}
