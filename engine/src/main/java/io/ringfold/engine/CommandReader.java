package io.ringfold.engine;

import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.RecordShape;
import org.agrona.DirectBuffer;

/**
 * Makes a domain's command of what a journal holds of it, as if its client sent the same fields
 * again: where the shapes are equal straight from the bytes, else field by field, checked like any
 * input.
 *
 * <p>Single-threaded.
 */
final class CommandReader<C> {
  private final TypeDefinition written;
  private final RecordShape<C> shape;
  private final RecordShape.Decoder<C> decoder;

  private CommandReader(TypeDefinition written, RecordShape<C> shape) {
    this.written = written;
    this.shape = shape;
    decoder = shape.fieldType().equals(written.fields()) ? shape.decoder(written.fields()) : null;
  }

  static <C> CommandReader<C> of(TypeDefinition written, Class<C> type) {
    return new CommandReader<>(written, RecordShape.of(type));
  }

  /**
   * @throws BindException where the command does not take these fields, or its constructor refuses
   *     them
   */
  C read(DirectBuffer buffer, int offset, int length) throws BindException {
    if (decoder != null) {
      try {
        return decoder.decode(buffer, offset, length);
      } catch (IllegalStateException refused) {
        // said below, in the words that a client gets
      }
    }
    return shape.bind(RecordShape.plain(written.fields(), buffer, offset, length));
  }
}
