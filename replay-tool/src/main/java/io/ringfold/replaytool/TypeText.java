package io.ringfold.replaytool;

import io.ringfold.engine.shape.FieldType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Types as a person reads them: {@code list of {sku string, quantity long}}. */
final class TypeText {

  private TypeText() {}

  static String of(FieldType type) {
    return switch (type.kind()) {
      case LIST -> "list of " + of(type.element());
      case MAP -> "map of " + of(type.element());
      case OPTIONAL -> "optional " + of(type.element());
      case ENUM -> String.join("|", type.constants());
      case RECORD -> "{" + of(type.fields()) + "}";
      default -> type.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  /** Fields in their order. */
  static String of(List<FieldType.Field> fields) {
    return fields.stream()
        .map(field -> field.name() + " " + of(field.type()))
        .collect(Collectors.joining(", "));
  }
}
