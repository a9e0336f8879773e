package io.ringfold.reliability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The bytes of a file.
 *
 * @param bytes without the zeros at the end
 * @param size with them
 */
record FileImage(byte[] bytes, int size) {

  static final FileImage EMPTY = new FileImage(new byte[0], 0);

  private static final byte[] ZEROS = new byte[4096];
  private static final int SCRATCH_BYTES = 1 << 20;

  /** Files are read at every force: through memory that is used again. */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH_BYTES));

  static FileImage of(byte[] all) {
    int used = all.length;
    // most of a segment is zeros: by the page first
    while (used >= ZEROS.length
        && Arrays.equals(all, used - ZEROS.length, used, ZEROS, 0, ZEROS.length)) {
      used -= ZEROS.length;
    }
    while (used > 0 && all[used - 1] == 0) {
      used--;
    }
    return new FileImage(used == all.length ? all : Arrays.copyOf(all, used), all.length);
  }

  static FileImage read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int size = Math.toIntExact(channel.size());
      if (size > SCRATCH_BYTES) {
        return of(Files.readAllBytes(file));
      }
      ByteBuffer all = SCRATCH.get().clear().limit(size);
      while (all.hasRemaining() && channel.read(all) >= 0) {
        // to its end
      }
      int used = all.position();
      while (used >= Long.BYTES && all.getLong(used - Long.BYTES) == 0) {
        used -= Long.BYTES;
      }
      while (used > 0 && all.get(used - 1) == 0) {
        used--;
      }
      byte[] bytes = new byte[used];
      all.get(0, bytes);
      return new FileImage(bytes, size);
    }
  }

  void write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(bytes);
      while (content.hasRemaining()) {
        channel.write(content);
      }
      if (size > bytes.length) {
        channel.write(ByteBuffer.allocate(1), size - 1L);
      }
    }
  }

  FileImage withFlippedBit(int at, int bit) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << bit);
    return new FileImage(flipped, size);
  }
}
