package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes a record component by component, in their order, and reads it through its canonical
 * constructor. Images hold records by the million; so for each class one method handle is put
 * together that reads all components and calls the constructor, and one that writes them: nothing
 * is boxed on the way, and the compiler sees through it. (Kryo's own serializer calls both by
 * reflection.)
 *
 * <p>Ints and longs are of variable length, other primitives of their own. An object of a final
 * class stands without its class, any other with it.
 */
final class RecordComponents extends ImmutableSerializer<Record> {

  /**
   * @param write takes Kryo, output and record
   * @param read takes Kryo and input, gives the record
   */
  private record Ways(MethodHandle write, MethodHandle read) {}

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final Map<Class<?>, String> READERS =
      Map.of(
          boolean.class, "readBoolean",
          byte.class, "readByte",
          short.class, "readShort",
          char.class, "readChar",
          int.class, "readInt",
          long.class, "readLong",
          float.class, "readFloat",
          double.class, "readDouble",
          String.class, "readString");

  private static final ClassValue<Ways> WAYS =
      new ClassValue<>() {
        @Override
        protected Ways computeValue(Class<?> type) {
          try {
            return new Ways(writer(type), reader(type));
          } catch (ReflectiveOperationException e) {
            throw new SnapshotException("record " + type.getName() + " cannot be looked into", e);
          }
        }
      };

  private final Class<?> type;

  /** Made with the first object: of many classes that may stand in a section, few do. */
  private Ways ways;

  RecordComponents(Class<?> type) {
    this.type = type;
  }

  private Ways ways() {
    if (ways == null) {
      ways = WAYS.get(type);
    }
    return ways;
  }

  @Override
  public void write(Kryo kryo, Output output, Record object) {
    try {
      ways().write.invokeExact(kryo, output, object);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  @Override
  public Record read(Kryo kryo, Input input, Class<? extends Record> asked) {
    try {
      return (Record) ways().read.invokeExact(kryo, input);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException unchecked
        ? unchecked
        : new SnapshotException("record " + type.getName() + ": " + e, e);
  }

  private static MethodHandle reader(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Constructor<?> constructor =
        type.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    MethodHandle read = LOOKUP.unreflectConstructor(constructor);
    // from the last to the first: what is put in front is done before
    for (int i = components.length - 1; i >= 0; i--) {
      read = MethodHandles.collectArguments(read, i, componentReader(components[i].getType()));
    }
    int[] fromTwo = new int[2 * components.length];
    for (int i = 0; i < fromTwo.length; i++) {
      fromTwo[i] = i % 2;
    }
    return MethodHandles.permuteArguments(
        read.asType(read.type().changeReturnType(Record.class)),
        MethodType.methodType(Record.class, Kryo.class, Input.class),
        fromTwo);
  }

  private static MethodHandle componentReader(Class<?> type) throws ReflectiveOperationException {
    String simple = READERS.get(type);
    if (simple != null) {
      return LOOKUP.findStatic(
          RecordComponents.class, simple, MethodType.methodType(type, Kryo.class, Input.class));
    }
    MethodHandle read =
        LOOKUP
            .findStatic(
                RecordComponents.class,
                isFinal(type) ? "readOfFinalClass" : "readOfAnyClass",
                MethodType.methodType(Object.class, Class.class, Kryo.class, Input.class))
            .bindTo(type);
    return read.asType(read.type().changeReturnType(type));
  }

  private static MethodHandle writer(Class<?> type) throws ReflectiveOperationException {
    MethodType all = MethodType.methodType(void.class, Kryo.class, Output.class, Record.class);
    MethodHandle write = MethodHandles.empty(all);
    RecordComponent[] components = type.getRecordComponents();
    for (int i = components.length - 1; i >= 0; i--) {
      Method accessor = components[i].getAccessor();
      accessor.setAccessible(true);
      MethodHandle get = LOOKUP.unreflect(accessor);
      MethodHandle writeOne =
          MethodHandles.filterArguments(componentWriter(components[i].getType()), 2, get);
      write = MethodHandles.foldArguments(write, writeOne.asType(all));
    }
    return write;
  }

  private static MethodHandle componentWriter(Class<?> type) throws ReflectiveOperationException {
    if (READERS.containsKey(type)) {
      return LOOKUP.findStatic(
          RecordComponents.class,
          "write",
          MethodType.methodType(void.class, Kryo.class, Output.class, type));
    }
    MethodHandle write =
        LOOKUP
            .findStatic(
                RecordComponents.class,
                isFinal(type) ? "writeOfFinalClass" : "writeOfAnyClass",
                MethodType.methodType(
                    void.class, Class.class, Kryo.class, Output.class, Object.class))
            .bindTo(type);
    return write.asType(write.type().changeParameterType(2, type));
  }

  private static boolean isFinal(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return Modifier.isFinal(element.getModifiers());
  }

  // Below: one component, there and back. Found by name and type.

  private static void write(Kryo kryo, Output output, boolean value) {
    output.writeBoolean(value);
  }

  private static boolean readBoolean(Kryo kryo, Input input) {
    return input.readBoolean();
  }

  private static void write(Kryo kryo, Output output, byte value) {
    output.writeByte(value);
  }

  private static byte readByte(Kryo kryo, Input input) {
    return input.readByte();
  }

  private static void write(Kryo kryo, Output output, short value) {
    output.writeShort(value);
  }

  private static short readShort(Kryo kryo, Input input) {
    return input.readShort();
  }

  private static void write(Kryo kryo, Output output, char value) {
    output.writeChar(value);
  }

  private static char readChar(Kryo kryo, Input input) {
    return input.readChar();
  }

  private static void write(Kryo kryo, Output output, int value) {
    output.writeVarInt(value, false);
  }

  private static int readInt(Kryo kryo, Input input) {
    return input.readVarInt(false);
  }

  private static void write(Kryo kryo, Output output, long value) {
    output.writeVarLong(value, false);
  }

  private static long readLong(Kryo kryo, Input input) {
    return input.readVarLong(false);
  }

  private static void write(Kryo kryo, Output output, float value) {
    output.writeFloat(value);
  }

  private static float readFloat(Kryo kryo, Input input) {
    return input.readFloat();
  }

  private static void write(Kryo kryo, Output output, double value) {
    output.writeDouble(value);
  }

  private static double readDouble(Kryo kryo, Input input) {
    return input.readDouble();
  }

  private static void write(Kryo kryo, Output output, String value) {
    output.writeString(value);
  }

  private static String readString(Kryo kryo, Input input) {
    return input.readString();
  }

  private static void writeOfFinalClass(Class<?> type, Kryo kryo, Output output, Object value) {
    kryo.writeObjectOrNull(output, value, type);
  }

  private static Object readOfFinalClass(Class<?> type, Kryo kryo, Input input) {
    return kryo.readObjectOrNull(input, type);
  }

  private static void writeOfAnyClass(Class<?> type, Kryo kryo, Output output, Object value) {
    kryo.writeClassAndObject(output, value);
  }

  private static Object readOfAnyClass(Class<?> type, Kryo kryo, Input input) {
    return kryo.readClassAndObject(input);
  }
}
