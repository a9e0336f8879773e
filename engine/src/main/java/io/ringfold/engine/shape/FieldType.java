package io.ringfold.engine.shape;

import java.util.List;
import java.util.Objects;

/**
 * The type of a field as the journal and the schemas see it. Immutable; equal by content.
 *
 * @param kind what it is
 * @param element of LIST, MAP (the values; keys are strings) and OPTIONAL, else null
 * @param fields of RECORD, else empty
 * @param constants of ENUM, as written (kebab-case), else empty
 */
public record FieldType(Kind kind, FieldType element, List<Field> fields, List<String> constants) {

  /** The kinds; the code stands in the journal and never changes. */
  public enum Kind {
    BOOLEAN(1),
    INT(2),
    LONG(3),
    DOUBLE(4),
    STRING(5),
    UUID(6),
    TIME(7),
    DECIMAL(8),
    ENUM(9),
    LIST(10),
    MAP(11),
    OPTIONAL(12),
    RECORD(13),
    BYTES(14);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /**
   * A field by name.
   *
   * @param name kebab-case
   * @param key whether it names an aggregate, see {@link io.ringfold.engine.domain.Key}
   */
  public record Field(String name, FieldType type, boolean key) {}

  public FieldType {
    Objects.requireNonNull(kind, "kind");
    fields = List.copyOf(fields);
    constants = List.copyOf(constants);
  }
}
