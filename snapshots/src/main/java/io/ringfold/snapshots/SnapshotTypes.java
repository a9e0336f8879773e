package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import java.lang.reflect.Modifier;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * The classes that may stand in a snapshot, with explicit ids, and their common shape fingerprint.
 * Immutable and thread-safe.
 *
 * <p>Known without being named: the values of java.lang, {@code UUID}, {@code Instant}, {@code
 * Duration}, {@code LocalDate}, {@code BigDecimal}, {@code BigInteger}, the Optionals; arrays of
 * primitives, of String and of Object; {@code ArrayList}, {@code LinkedList}, {@code ArrayDeque},
 * hash, linked and tree maps and sets, {@code EnumSet}, {@code BitSet}, {@code List.of}, {@code
 * Set.of}, {@code Map.of} and their copyOf, the empty and singleton collections; PCollections; the
 * natural, the reverse and the case-insensitive order. Any other class has to be named, and an
 * object of a class that was not is refused when written.
 *
 * <p><b>How objects are written.</b> Records by their components, through their constructor; enums
 * by their place; other immutable collections by their elements, through their class's public
 * static {@code copyOf(Map)} or {@code copyOf(Collection)}; plain classes by their non-static,
 * non-transient fields, inherited ones too, with no need for a constructor (one without arguments
 * is called, so that transient fields get their initial values). An object of a mutable class that
 * is reached on two ways, also from two parts, is one object again after reading: two copies would
 * part at the next change. Values (records, strings, immutable collections) are written at each
 * place where they stand. Cycles are not supported.
 */
public final class SnapshotTypes {

  private static final int FIRST_ID = 100;
  private static final int COPY_BUFFER_BYTES = 64 << 10;

  /** One use of Kryo, for one section of an image: not thread-safe. */
  static final class Image {
    private final RecordingKryo kryo;
    private final SnapshotTypes types;

    private Image(SnapshotTypes types, Map<Class<?>, Integer> ids) {
      this.types = types;
      kryo = new RecordingKryo(ids);
    }

    Kryo kryo() {
      return kryo;
    }

    /** The classes, beside the built-in ones, that objects written so far are of. */
    List<SnapshotContents.WrittenClass> written() {
      return kryo.used.stream()
          .mapToObj(
              id -> {
                Class<?> type = kryo.getRegistration(id).getType();
                return new SnapshotContents.WrittenClass(
                    id, type.getName(), types.shapes.get(type.getName()));
              })
          .toList();
    }
  }

  private final List<Class<?>> types;
  private final String fingerprint;

  /** By name of the class. */
  private final Map<String, String> shapes = new HashMap<>();

  private SnapshotTypes(List<Class<?>> types) {
    this.types = types;
    this.fingerprint = ShapeFingerprint.of(FIRST_ID, types);
    types.forEach(type -> shapes.put(type.getName(), ShapeFingerprint.of(type)));
  }

  /**
   * These classes beside the built-in ones (java.lang values, UUID, Instant, BigDecimal, the
   * java.util collections, PCollections, Optional); the place in the list gives the id. A class
   * that stands in it again, is built in, or has no objects of its own (interface, abstract) takes
   * no place.
   *
   * @throws IllegalArgumentException naming the class whose objects cannot be written
   */
  public static SnapshotTypes of(List<Class<?>> types) {
    Set<Class<?>> distinct = new LinkedHashSet<>();
    for (Class<?> type : types) {
      Objects.requireNonNull(type, "type");
      if (!type.isPrimitive() && !hasNoObjects(type) && !BuiltInTypes.contains(type)) {
        distinct.add(type);
      }
    }
    SnapshotTypes made = new SnapshotTypes(List.copyOf(distinct));
    // a class that cannot be written is told now, not by the first snapshot an hour later
    made.newImage();
    return made;
  }

  /** Hexadecimal; differs where names, ids, field names or field types of the classes differ. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * Another object like this one, as deep as a snapshot of it would go and come back: the two share
   * nothing that can change. In memory it takes the room of the snapshot for a moment, beside that
   * of the copy.
   *
   * @throws SnapshotException where the object cannot stand in a snapshot
   */
  @SuppressWarnings("unchecked") // of the same class
  public <T> T copyOf(T object) {
    Chunks bytes = new Chunks();
    try (BodyOutput output = new BodyOutput(bytes, COPY_BUFFER_BYTES)) {
      newImage().kryo().writeClassAndObject(output, object);
    } catch (RuntimeException | StackOverflowError e) {
      throw new SnapshotException(object.getClass().getName() + " cannot be copied: " + e, e);
    }
    try (BodyInput input = new BodyInput(bytes.read(), bytes.bytes())) {
      return (T) newImage().kryo().readClassAndObject(input);
    } catch (RuntimeException | StackOverflowError e) {
      throw new SnapshotException(object.getClass().getName() + " cannot be copied: " + e, e);
    }
  }

  /** To write one section with. */
  Image newImage() {
    Map<Class<?>, Integer> ids = new LinkedHashMap<>();
    types.forEach(type -> ids.put(type, FIRST_ID + ids.size()));
    return new Image(this, ids);
  }

  /**
   * To read a section with that was written of these classes, under the ids that they had then.
   *
   * @throws SnapshotException where one of them is no longer there, or is of another shape
   */
  Kryo kryoOf(List<SnapshotContents.WrittenClass> written) {
    Map<String, Class<?>> byName = new LinkedHashMap<>();
    types.forEach(type -> byName.put(type.getName(), type));
    Map<Class<?>, Integer> ids = new LinkedHashMap<>();
    int nextId = FIRST_ID;
    for (SnapshotContents.WrittenClass each : written) {
      Class<?> type = byName.remove(each.name());
      if (type == null || !each.shape().equals(shapes.get(each.name()))) {
        throw new SnapshotException(
            "its classes have changed: "
                + each.name()
                + (type == null ? " is not there any more" : " has another shape"));
      }
      if (each.id() < nextId) {
        throw new SnapshotException("its classes have ids that do not rise, like " + each.id());
      }
      ids.put(type, each.id());
      nextId = each.id() + 1;
    }
    // a serializer may ask for the class of a field that is null in every object
    for (Class<?> unwritten : byName.values()) {
      ids.put(unwritten, nextId++);
    }
    return new Image(this, ids).kryo();
  }

  /** Knows these classes and no others, and notes which of them it was asked for. */
  private static final class RecordingKryo extends Kryo {
    private final BitSet used = new BitSet();

    RecordingKryo(Map<Class<?>, Integer> ids) {
      super(new DefaultClassResolver(), new SharedObjects());
      setRegistrationRequired(true);
      setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
      // Declared type arguments would save the class ids of elements, and turn an element of
      // another class (an unchecked cast somewhere) into garbage on reading. The ids are worth
      // their bytes.
      setOptimizedGenerics(false);
      // One space of shared objects for a section; a Kryo serves one, so nothing needs a reset.
      setAutoReset(false);
      BuiltInTypes.register(this);
      ids.forEach(
          (type, id) -> {
            try {
              register(type, serializer(this, type), id);
            } catch (RuntimeException e) {
              throw new IllegalArgumentException(
                  type.getName() + " cannot stand in a snapshot: " + e.getMessage(), e);
            }
          });
    }

    /** Kryo comes by here for every class that it writes, in front of an object or in a field. */
    @Override
    @SuppressWarnings("rawtypes") // Kryo's signature
    public Registration getRegistration(Class type) {
      Registration registration = super.getRegistration(type);
      if (registration.getId() >= FIRST_ID) {
        used.set(registration.getId());
      }
      return registration;
    }

    @Override
    @SuppressWarnings("rawtypes") // Kryo's signature
    protected String unregisteredClassMessage(Class type) {
      return type.getName()
          + " is not among the classes of the snapshot: name it in the domain's stateTypes";
    }
  }

  private static Serializer<?> serializer(Kryo kryo, Class<?> type) {
    if (type.isArray() && !type.getComponentType().isPrimitive()) {
      return BuiltInTypes.arrayOf(type.getComponentType());
    }
    if (CopiedCollections.contains(type)) {
      return CopiedCollections.serializer(type);
    }
    if (type.isRecord()) {
      return new RecordComponents(type);
    }
    boolean known =
        type.isEnum()
            || type.isArray()
            || type.getName().startsWith("java.")
            || Collection.class.isAssignableFrom(type)
            || Map.class.isAssignableFrom(type);
    return known ? kryo.getDefaultSerializer(type) : new FieldSerializer<>(kryo, type);
  }

  private static boolean hasNoObjects(Class<?> type) {
    // an enum whose constants have bodies is abstract to the eye of the class file
    return !type.isArray() && !type.isEnum() && Modifier.isAbstract(type.getModifiers());
  }
}
