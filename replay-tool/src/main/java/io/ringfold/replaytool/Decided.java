package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DecisionComparison;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What became of a command, copied out of where it stood, with all data as JSON.
 *
 * @param status accepted, rejected, failed, or refused (it would not reach a decision)
 * @param code null where it was accepted
 * @param message null where it was accepted
 */
record Decided(String status, String code, String message, List<NamedEvent> events) {

  /** An event by its name, and its data as JSON. */
  record NamedEvent(String name, String data) {}

  /** As it is recorded. */
  static Decided recorded(DecisionComparison comparison) {
    RecordView view = comparison.recorded();
    if (view.status() == RecordStatus.REJECTED) {
      return new Decided("rejected", view.code(), view.message(), List.of());
    }
    List<NamedEvent> events = new ArrayList<>();
    view.forEachEvent(
        (index, type, buffer, offset, length) -> {
          TypeDefinition event = comparison.definition(type);
          events.add(new NamedEvent(event.name(), json(event.fields(), buffer, offset, length)));
        });
    return new Decided("accepted", null, null, events);
  }

  /** As the candidate has it. */
  static Decided byCandidate(DecisionComparison comparison) {
    List<NamedEvent> events = new ArrayList<>();
    for (int i = 0; i < comparison.eventCount(); i++) {
      Object event = comparison.event(i);
      events.add(
          new NamedEvent(
              comparison.eventName(i), Json.text(visitor -> Values.walk(event, visitor))));
    }
    String status =
        switch (comparison.kind()) {
          case FAILED -> "failed";
          case UNKNOWN_COMMAND, INVALID_COMMAND -> "refused";
          default -> comparison.code() == null ? "accepted" : "rejected";
        };
    return new Decided(status, comparison.code(), comparison.message(), events);
  }

  /** The command's data. */
  static String data(DecisionComparison comparison) {
    RecordView view = comparison.recorded();
    return json(
        comparison.command().fields(), view.buffer(), view.commandOffset(), view.commandLength());
  }

  private static String json(FieldType fields, DirectBuffer buffer, int offset, int length) {
    return Json.text(visitor -> RecordShape.walk(fields, buffer, offset, length, visitor));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", status);
    if (code != null) {
      json.writeStringField("code", code);
      json.writeStringField("message", message);
    }
    json.writeArrayFieldStart("events");
    for (NamedEvent event : events) {
      json.writeStartObject();
      json.writeStringField("name", event.name());
      json.writeFieldName("data");
      json.writeRawValue(event.data());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** For a person, on one line. */
  String text() {
    if (code != null) {
      return status + " with " + code + ": " + message;
    }
    if (events.isEmpty()) {
      return status + ", no event";
    }
    List<String> texts = new ArrayList<>();
    events.forEach(event -> texts.add(event.name() + " " + event.data()));
    return status + ", " + String.join(", ", texts);
  }
}
