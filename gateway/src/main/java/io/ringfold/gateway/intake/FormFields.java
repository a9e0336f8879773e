package io.ringfold.gateway.intake;

import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The data of a command or query as a form gives it: texts, of which only the type of the data can
 * say what they mean. As a map, it is these texts; {@link Catalogue} makes the values of them.
 *
 * <p>Numbers, uuids, times and constants are taken as text by the domain's types already. Here:
 * {@code true}, {@code false} and {@code on} (a checked box) for a boolean; a field given several
 * times, or one JSON array, for a list; a JSON object for a record or a map.
 */
public final class FormFields extends AbstractMap<String, Object> {
  private final Map<String, List<String>> fields;

  public FormFields(Map<String, List<String>> fields) {
    this.fields = new LinkedHashMap<>(fields);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    Map<String, Object> texts = new LinkedHashMap<>();
    fields.forEach((name, values) -> texts.put(name, single(values)));
    return texts.entrySet();
  }

  /** The values that fit these fields; a text that fits none stays one, to be refused as such. */
  Map<String, Object> fit(FieldType record) {
    Map<String, Object> values = new LinkedHashMap<>();
    fields.forEach((name, texts) -> values.put(name, fit(typeOf(record, name), texts)));
    return values;
  }

  private static FieldType typeOf(FieldType record, String name) {
    for (Field field : record.fields()) {
      if (field.name().equals(name)) {
        return field.type().kind() == Kind.OPTIONAL ? field.type().element() : field.type();
      }
    }
    return null;
  }

  private static Object fit(FieldType type, List<String> texts) {
    if (type == null) {
      return single(texts);
    }
    String first = texts.get(0);
    return switch (type.kind()) {
      case LIST ->
          texts.size() == 1 && first.startsWith("[")
              ? json(first)
              : texts.stream().map(each -> fit(type.element(), List.of(each))).toList();
      case MAP, RECORD -> texts.size() == 1 ? json(first) : texts;
      case BOOLEAN -> texts.size() == 1 ? bool(first) : texts;
      case DOUBLE -> texts.size() == 1 ? number(first) : texts;
      default -> single(texts);
    };
  }

  private static Object single(List<String> texts) {
    return texts.size() == 1 ? texts.get(0) : texts;
  }

  private static Object bool(String text) {
    return switch (text) {
      case "true", "on" -> true;
      case "false" -> false;
      default -> text;
    };
  }

  /** A double is not taken as a text by the domain's types. */
  private static Object number(String text) {
    Object value = json(text);
    return value instanceof Number ? value : text;
  }

  private static Object json(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      return Format.JSON.read(bytes, 0, bytes.length);
    } catch (MalformedException e) {
      return text;
    }
  }
}
