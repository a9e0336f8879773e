package io.ringfold.replaytool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Where results go. That nobody takes them any more (the pipe into {@code head} is closed, the disk
 * is full) is told apart from every failure to read, by its own exception.
 *
 * <p>Single-threaded.
 */
final class Output extends OutputStream {

  /** Nobody takes the results. */
  static final class Lost extends UncheckedIOException {
    Lost(IOException cause) {
      super(cause.getMessage(), cause);
    }

    /** Whether who read them has seen enough, as in: dump | head. */
    boolean isByTheReader() {
      // the JDK tells it by its words alone
      return "Broken pipe".equals(getMessage());
    }
  }

  private final OutputStream out;

  Output(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  @Override
  public void write(int value) {
    try {
      out.write(value);
    } catch (IOException e) {
      throw new Lost(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new Lost(e);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new Lost(e);
    }
  }
}
