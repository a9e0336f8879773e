package io.ringfold.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import io.ringfold.engine.shape.RecordShape;
import java.util.Map;

/** Data of commands and queries that a reader can send as it stands, made of their types. */
final class Examples {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Examples() {}

  /** An example; null where the record refuses it, for reasons that its types do not tell. */
  static JsonNode of(Class<?> type) {
    RecordShape<?> shape = RecordShape.of(type);
    JsonNode example = record(shape.fieldType());
    try {
      Map<String, ?> values =
          MAPPER.convertValue(
              example,
              MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
      shape.bind(values);
      return example;
    } catch (BindException e) {
      return null;
    }
  }

  private static ObjectNode record(FieldType type) {
    ObjectNode record = MAPPER.createObjectNode();
    for (Field field : type.fields()) {
      // shortest is clearest
      if (field.type().kind() != Kind.OPTIONAL) {
        record.set(field.name(), value(field.name(), field.type()));
      }
    }
    return record;
  }

  private static JsonNode value(String name, FieldType type) {
    var nodes = MAPPER.getNodeFactory();
    return switch (type.kind()) {
      case BOOLEAN -> nodes.booleanNode(true);
      case INT, LONG -> nodes.numberNode(1);
      case DOUBLE -> nodes.numberNode(1.5);
      case DECIMAL -> nodes.textNode("1.50");
      case STRING -> nodes.textNode("some-" + name);
      case UUID -> nodes.textNode("0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");
      case TIME -> nodes.textNode("2026-01-31T12:00:00Z");
      case BYTES -> nodes.textNode("cmluZ2ZvbGQ=");
      case ENUM -> nodes.textNode(type.constants().get(0));
      case LIST -> MAPPER.createArrayNode().add(value(name, type.element()));
      case MAP -> MAPPER.createObjectNode().set("some-key", value(name, type.element()));
      case OPTIONAL -> value(name, type.element());
      case RECORD -> record(type);
    };
  }
}
