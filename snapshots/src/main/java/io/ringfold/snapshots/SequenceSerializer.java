package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Writes an immutable collection as a count and that many objects, and builds it again of these: no
 * matter how it is linked inside, a long one costs no stack.
 *
 * @param <T> the collection
 */
final class SequenceSerializer<T> extends ImmutableSerializer<T> {

  private final ToIntFunction<T> count;
  private final BiConsumer<T, Consumer<Object>> forEach;
  private final Function<List<Object>, T> build;

  /**
   * @param count how many objects {@code forEach} hands over
   * @param build makes an equal collection of the same objects in the same order
   */
  SequenceSerializer(
      ToIntFunction<T> count,
      BiConsumer<T, Consumer<Object>> forEach,
      Function<List<Object>, T> build) {
    this.count = count;
    this.forEach = forEach;
    this.build = build;
  }

  @Override
  public void write(Kryo kryo, Output output, T collection) {
    output.writeVarInt(count.applyAsInt(collection), true);
    forEach.accept(collection, element -> kryo.writeClassAndObject(output, element));
  }

  @Override
  public T read(Kryo kryo, Input input, Class<? extends T> type) {
    int length = ((BodyInput) input).readLength();
    List<Object> elements = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      elements.add(kryo.readClassAndObject(input));
    }
    return build.apply(elements);
  }
}
