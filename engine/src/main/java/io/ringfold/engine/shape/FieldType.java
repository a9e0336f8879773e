package io.ringfold.engine.shape;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

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

    /**
     * The kind of this code.
     *
     * @throws IllegalArgumentException for any other
     */
    public static Kind of(int code) {
      for (Kind each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new IllegalArgumentException("kind code " + code + ": must be from 1 to 14");
    }

    boolean hasElement() {
      return this == LIST || this == MAP || this == OPTIONAL;
    }
  }

  /**
   * A field by name.
   *
   * @param name kebab-case
   * @param key whether it names an aggregate, see {@link io.ringfold.engine.domain.Key}
   */
  public record Field(String name, FieldType type, boolean key) {
    public Field {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
      if (key && !type.canBeKey()) {
        throw new IllegalArgumentException(
            "field " + name + ": " + type.describe() + " cannot be a key, only " + KEY_TYPES);
      }
    }
  }

  static final String KEY_TYPES = "string, uuid and lists of these";

  /**
   * @throws IllegalArgumentException where the parts do not belong to the kind, or two fields or
   *     constants have one name
   */
  public FieldType {
    Objects.requireNonNull(kind, "kind");
    fields = List.copyOf(fields);
    constants = List.copyOf(constants);
    if (kind.hasElement() != (element != null)) {
      throw new IllegalArgumentException(
          kind
              + " with element "
              + element
              + ": LIST, MAP and OPTIONAL have one, others have none");
    }
    if (kind == Kind.LIST && element.takesNoBytes()) {
      // a payload's length could not bound how many elements it may claim
      throw new IllegalArgumentException("a list of records that have no fields");
    }
    if (kind != Kind.RECORD && !fields.isEmpty()) {
      throw new IllegalArgumentException(kind + " with fields: only RECORD has fields");
    }
    if (kind != Kind.ENUM && !constants.isEmpty()) {
      throw new IllegalArgumentException(kind + " with constants: only ENUM has constants");
    }
    Set<String> names = new HashSet<>(constants);
    if (names.size() < constants.size()) {
      throw new IllegalArgumentException("two constants of one name: " + constants);
    }
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException("two fields named " + field.name());
      }
    }
  }

  /** A type that the kind alone describes. */
  public static FieldType of(Kind kind) {
    return new FieldType(kind, null, List.of(), List.of());
  }

  /** A LIST, MAP or OPTIONAL of an element type. */
  public static FieldType of(Kind kind, FieldType element) {
    return new FieldType(kind, element, List.of(), List.of());
  }

  /** An ENUM of these constants, in the order of their ordinals. */
  public static FieldType enumOf(List<String> constants) {
    return new FieldType(Kind.ENUM, null, List.of(), constants);
  }

  /** A RECORD of these fields, in their order. */
  public static FieldType recordOf(List<Field> fields) {
    return new FieldType(Kind.RECORD, null, fields, List.of());
  }

  /**
   * Writes this description, as it stands in the journal's definitions; the layout is drawn in
   * {@code FieldTypeCodec}.
   *
   * @param buffer grows as needed
   * @return the length written from offset on
   */
  public int encode(MutableDirectBuffer buffer, int offset) {
    return FieldTypeCodec.encode(this, buffer, offset);
  }

  /**
   * Reads a description that {@link #encode} wrote, which takes up the whole of the length given.
   *
   * @throws IllegalArgumentException where the bytes are no such description
   */
  public static FieldType decode(DirectBuffer buffer, int offset, int length) {
    return FieldTypeCodec.decode(buffer, offset, length);
  }

  boolean canBeKey() {
    return kind == Kind.STRING
        || kind == Kind.UUID
        || (kind == Kind.LIST && element.kind != Kind.LIST && element.canBeKey());
  }

  /** Whether its values are written as nothing at all. */
  boolean takesNoBytes() {
    return kind == Kind.RECORD && fields.stream().allMatch(field -> field.type().takesNoBytes());
  }

  /** For a person, like {@code list of string}. */
  public String describe() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    if (element != null) {
      return name + " of " + element.describe();
    }
    return name;
  }
}
