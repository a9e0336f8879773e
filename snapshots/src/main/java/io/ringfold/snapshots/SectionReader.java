package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Kryo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * One section of an image: checks it, then reads its objects. Reads by position, so that many may
 * share a channel; used by one thread at a time.
 */
final class SectionReader {

  /** Below half a region of a small heap, which G1 would take out of turn, with a cycle each. */
  private static final int BUFFER_BYTES = 256 << 10;

  private final FileChannel channel;
  private final SnapshotContents.Section section;
  private Map<String, Object> objects = Map.of();
  private SnapshotException misfit;

  SectionReader(FileChannel channel, SnapshotContents.Section section) {
    this.channel = channel;
    this.section = section;
  }

  /**
   * Goes over all of its bytes, and makes nothing of them.
   *
   * @throws SnapshotException where the checksum does not agree
   */
  void check() throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    InputStream bytes = bytes();
    for (int read = bytes.read(buffer.array()); read >= 0; read = bytes.read(buffer.array())) {
      crc.update(buffer.array(), 0, read);
    }
    requireCrc(crc);
  }

  /**
   * Reads its objects, or finds that they cannot be made; then {@link #misfit} says why.
   *
   * @param names of the objects, in their order
   * @throws SnapshotException where the bytes are not those that were checked
   */
  void read(List<String> names, SnapshotTypes types) throws IOException {
    CRC32C crc = new CRC32C();
    BodyInput input = new BodyInput(new CheckedInputStream(bytes(), crc), section.bytes());
    try {
      objects = objects(input, names, types);
    } catch (SnapshotException e) {
      misfit = e;
      input.skipRest();
    }
    requireCrc(crc);
  }

  private Map<String, Object> objects(BodyInput input, List<String> names, SnapshotTypes types)
      throws IOException {
    Map<String, Object> read = new LinkedHashMap<>();
    try {
      Kryo kryo = types.kryoOf(section.classes());
      for (String name : names) {
        read.put(name, kryo.readClassAndObject(input));
      }
      if (input.remaining() != 0) {
        throw new SnapshotException(input.remaining() + " bytes are left after the last object");
      }
      return read;
    } catch (RuntimeException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException failed) {
          throw failed; // a fault of the disk, which says nothing of this section
        }
      }
      throw e instanceof SnapshotException told
          ? told
          : new SnapshotException("it cannot be read as objects: " + e, e);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
      // what a graph that is too deep, or a class that cannot be loaded, ends in
      throw new SnapshotException("it cannot be read as objects: " + e, e);
    }
  }

  /** By name; empty where they were not read. */
  Map<String, Object> objects() {
    return objects;
  }

  /** Why its objects could not be made; null where they were, or were not asked for. */
  SnapshotException misfit() {
    return misfit;
  }

  long size() {
    return section.bytes();
  }

  private void requireCrc(CRC32C crc) {
    if ((int) crc.getValue() != section.crc()) {
      throw new SnapshotException(
          String.format(
              "the checksum of %d bytes at %d is %08x, where its contents say %08x",
              section.bytes(), section.at(), (int) crc.getValue(), section.crc()));
    }
  }

  private InputStream bytes() {
    return new InputStream() {
      private long read;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int most = (int) Math.min(length, section.bytes() - read);
        if (most == 0) {
          return length == 0 ? 0 : -1;
        }
        int count = channel.read(ByteBuffer.wrap(target, offset, most), section.at() + read);
        read += Math.max(0, count);
        return count;
      }
    };
  }
}
