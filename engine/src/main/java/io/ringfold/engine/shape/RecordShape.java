package io.ringfold.engine.shape;

import io.ringfold.engine.shape.PayloadReaders.ValueReader;
import io.ringfold.engine.shape.PayloadWriters.FieldWriter;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A record class by its fields. Immutable and thread-safe; one per class, see {@link #of}.
 *
 * <p>Fields may be boolean, int, long, double (or their boxes, which must not be null), String,
 * UUID, Instant, BigDecimal, byte[], enums, other records, and List, Map with String keys, and
 * Optional of all these.
 *
 * @param <R> the record
 */
public final class RecordShape<R> {

  private static final ClassValue<RecordShape<?>> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape<?> computeValue(Class<?> type) {
          return make(type, Set.of());
        }
      };

  private final Class<R> type;
  private final FieldType fieldType;
  private final List<Component> components;
  private final Map<String, Component> componentsByName;
  private final Component[] keys;
  private final FieldWriter[] writers;
  private final MethodHandle constructor;

  private RecordShape(Class<R> type, Set<Class<?>> enclosing) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(type.getName() + " is not a record");
    }
    this.type = type;
    Set<Class<?>> inside = new HashSet<>(enclosing);
    inside.add(type);
    RecordComponent[] declared = type.getRecordComponents();
    Accessors accessors = new Accessors(type);
    List<Component> found = new ArrayList<>(declared.length);
    componentsByName = new LinkedHashMap<>();
    for (RecordComponent each : declared) {
      Component component = new Component(each, accessors, inside);
      Component other = componentsByName.put(component.name(), component);
      if (other != null) {
        throw new IllegalArgumentException(
            component.where()
                + " and "
                + other.where()
                + " are both written \""
                + component.name()
                + "\"; rename one");
      }
      found.add(component);
    }
    components = List.copyOf(found);
    fieldType = FieldType.recordOf(components.stream().map(Component::field).toList());
    keys = components.stream().filter(Component::key).toArray(Component[]::new);
    writers = components.stream().map(PayloadWriters::of).toArray(FieldWriter[]::new);
    constructor = accessors.constructor(declared);
  }

  /**
   * The shape of a record class.
   *
   * @throws IllegalArgumentException naming the component whose type cannot be carried
   */
  @SuppressWarnings("unchecked")
  public static <R> RecordShape<R> of(Class<R> type) {
    return (RecordShape<R>) SHAPES.get(type);
  }

  /** The shape of a record class that stands inside of others, which it must not contain. */
  static <R> RecordShape<R> make(Class<R> type, Set<Class<?>> enclosing) {
    return new RecordShape<>(type, enclosing);
  }

  public Class<R> type() {
    return type;
  }

  /** The fields, as a FieldType of kind RECORD. */
  public FieldType fieldType() {
    return fieldType;
  }

  /**
   * Makes a record of plain values, as a JSON or EDN reader gives them: Map, List, String, Boolean,
   * Integer, Long, BigInteger, Double, BigDecimal, UUID, Instant, null. Strings are taken for
   * integers, decimals, uuids, times, bytes (base64) and enums; null for an empty Optional. Every
   * wrong, missing or unknown field is reported (the first hundred of them, and how many more), and
   * what the record's constructor refuses with an IllegalArgumentException or NullPointerException;
   * where its message begins with a field's name, as an error of that field.
   *
   * <p>The record shares nothing with the input: lists and maps are unmodifiable copies, maps in
   * the order of the input.
   */
  public R bind(Map<String, ?> values) throws BindException {
    BindErrors errors = new BindErrors();
    Object bound = Binder.bindRecord(this, values, errors);
    errors.throwIfAny();
    return type.cast(bound);
  }

  /**
   * Checks a record that was made in code: no null where a value is required, and no text that
   * cannot be written as UTF-8.
   */
  public void check(R value) throws BindException {
    Objects.requireNonNull(value, "value");
    BindErrors errors = new BindErrors();
    Checker.checkRecord(this, value, errors);
    errors.throwIfAny();
  }

  /**
   * Writes the record's payload: its fields by position, without names; the layout is drawn in
   * {@code PayloadWriters}. A surrogate without its partner is written as '?'.
   *
   * @param buffer grows as needed
   * @return the length written from offset on
   * @throws NullPointerException naming the field that is null where a value is required
   */
  public int encode(R value, MutableDirectBuffer buffer, int offset) {
    return write(value, buffer, offset) - offset;
  }

  int write(Object value, MutableDirectBuffer buffer, int offset) {
    int position = offset;
    for (FieldWriter writer : writers) {
      position = writer.write(value, buffer, position);
    }
    return position;
  }

  /** Hands over the values of the fields marked with Key, as strings, lists by their elements. */
  public void keys(R value, Consumer<String> consumer) {
    for (Component key : keys) {
      Object found = key.objectAccessor().apply(value);
      if (found instanceof List<?> list) {
        for (Object each : list) {
          consumer.accept(each.toString());
        }
      } else {
        consumer.accept(found.toString());
      }
    }
  }

  /**
   * A decoder of payloads that were written with the given fields, matching them to this record's
   * by name: a field that the record no longer has is skipped, one that the payload lacks becomes
   * empty, false, zero, an empty list or map, or null; int widens to long and double, long to
   * double, and anything to an Optional of it. Records inside are matched alike, constants of enums
   * by name.
   *
   * @throws IllegalArgumentException naming the field whose type cannot be read as the record's
   */
  public Decoder<R> decoder(FieldType written) {
    requireRecord(written);
    return decoder(PayloadReaders.ofRecord(written, this, ""));
  }

  private Decoder<R> decoder(ValueReader reader) {
    return (buffer, offset, length) -> {
      PayloadInput in = new PayloadInput(buffer, offset, length);
      Object value = reader.read(in);
      in.requireEnd();
      return type.cast(value);
    };
  }

  /**
   * A decoder of payloads that were written with the given fields under other names. Reads like
   * {@link #decoder(FieldType)}, but that a written field is matched by the name that it is given
   * here, and that a field which was not written gets a value.
   *
   * @param names for each written field, in their order: its name in this record, or null to skip
   *     it
   * @param values of fields that were not written, by name; of the field's own type or the plain
   *     value that {@link #bind} takes
   * @throws IllegalArgumentException naming the field whose type cannot be read as the record's, or
   *     that this value does not fit
   */
  public Decoder<R> decoder(FieldType written, List<String> names, Map<String, ?> values) {
    requireRecord(written);
    if (names.size() != written.fields().size()) {
      throw new IllegalArgumentException(
          names.size() + " names for " + written.fields().size() + " written fields");
    }
    ValueReader reader = PayloadReaders.ofRecord(written, names, this, bound(values), "");
    return decoder(reader);
  }

  private Map<String, Object> bound(Map<String, ?> values) {
    BindErrors errors = new BindErrors();
    Map<String, Object> bound = Binder.bindFields(this, values, errors);
    try {
      errors.throwIfAny();
    } catch (BindException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return bound;
  }

  /**
   * The values of the Key fields found in a payload, as strings, without any class.
   *
   * @throws IllegalArgumentException where the payload is not of these fields
   */
  public static List<String> keys(FieldType written, DirectBuffer buffer, int offset) {
    requireRecord(written);
    PayloadInput in = new PayloadInput(buffer, offset, buffer.capacity() - offset);
    return PayloadWalker.keys(written, in);
  }

  /**
   * Walks a payload by the fields it was written with, without any class. What is walked of a
   * damaged payload before the damage is met, the visitor has seen.
   *
   * @throws IllegalArgumentException where the payload is not of these fields
   */
  public static void walk(
      FieldType written, DirectBuffer buffer, int offset, int length, ValueVisitor visitor) {
    PayloadInput in = new PayloadInput(buffer, offset, length);
    PayloadWalker.walk(written, in, visitor);
    in.requireEnd();
  }

  /**
   * A payload as plain values by name, without any class: the kinds that {@link Values#plain}
   * gives, an empty Optional left out.
   *
   * @throws IllegalArgumentException where the payload is not of these fields
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> plain(
      FieldType written, DirectBuffer buffer, int offset, int length) {
    requireRecord(written);
    PlainVisitor visitor = new PlainVisitor();
    walk(written, buffer, offset, length, visitor);
    return (Map<String, Object>) visitor.result();
  }

  /** Reads payloads of one written shape. Thread-safe. */
  public interface Decoder<R> {

    /**
     * Reads one record from a payload that takes up the whole length.
     *
     * @throws IllegalArgumentException where the bytes are no such payload
     * @throws IllegalStateException where they hold what the record does not take: a constant that
     *     its enum no longer has, or values that its constructor refuses
     */
    R decode(DirectBuffer buffer, int offset, int length);
  }

  List<Component> components() {
    return components;
  }

  Map<String, Component> componentsByName() {
    return componentsByName;
  }

  /** Calls the constructor; what it throws comes through as it is. */
  Object construct(Object[] arguments) {
    try {
      return (Object) constructor.invokeExact(arguments);
    } catch (Throwable e) {
      throw Accessors.unchecked(e);
    }
  }

  private static void requireRecord(FieldType written) {
    if (written.kind() != FieldType.Kind.RECORD) {
      throw new IllegalArgumentException("a payload is of kind RECORD, not " + written.describe());
    }
  }
}
