package io.ringfold.gateway.format;

import java.util.List;

/** Reads a frame as one plain value, then its messages. */
final class PlainMessageReader implements MessageReader {

  /** Reads a whole text. */
  interface Values {
    Object read(byte[] text, int offset, int length) throws MalformedException;
  }

  private final Values values;

  PlainMessageReader(Values values) {
    this.values = values;
  }

  @Override
  public void read(byte[] text, int offset, int length, Handler handler) {
    try {
      if (!(values.read(text, offset, length) instanceof List<?> frame)) {
        throw new MalformedException(Messages.NO_FRAME);
      }
      if (frame.isEmpty() || !(frame.get(0) instanceof List)) {
        Messages.interpret(frame, handler);
        return;
      }
      for (Object element : frame) {
        if (element instanceof List<?> message) {
          Messages.interpret(message, handler);
        } else {
          handler.malformed(null, null, Messages.NO_MESSAGE);
        }
      }
    } catch (MalformedException e) {
      handler.malformed(null, null, e.getMessage());
    }
  }
}
