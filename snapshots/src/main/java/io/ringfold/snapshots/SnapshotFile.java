package io.ringfold.snapshots;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * One image in one file: writes it, checks it, reads it. Knows nothing of file names and
 * directories.
 *
 * <p>What is wrong with a file is a {@link SnapshotException} whose message is the reason only; the
 * caller adds which file.
 */
final class SnapshotFile {

  /** Below half a region of a small heap, which G1 would take out of turn, with a cycle each. */
  private static final int BUFFER_BYTES = 256 << 10;

  private SnapshotFile() {}

  /**
   * Writes an image and forces it to disk. After any exception the file is of no use.
   *
   * @param header all of it but the length of the body
   * @return the size of the file
   */
  static long write(
      Path file,
      SnapshotHeader header,
      SnapshotTypes types,
      Collection<Object> parts,
      Collection<Object> values,
      Forcer forcer)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.position(header.headerBytes());
      CheckedOutput body = new CheckedOutput(channel);
      List<SnapshotContents.Section> sections = new ArrayList<>();
      sections.add(writeSection(body, types, parts));
      for (Object value : values) {
        sections.add(writeSection(body, types, Collections.singletonList(value)));
      }
      byte[] contents = SnapshotContents.encode(sections);
      body.write(contents);
      ByteBuffer encoded = header.withBody(body.count, contents.length).encode(body.crc);
      long size = encoded.limit() + body.count;
      for (long at = 0; encoded.hasRemaining(); ) {
        at += channel.write(encoded, at);
      }
      forcer.force(file, channel);
      return size;
    }
  }

  private static SnapshotContents.Section writeSection(
      CheckedOutput body, SnapshotTypes types, Collection<Object> objects) {
    long before = body.count;
    SnapshotTypes.Image image = types.newImage();
    try (Output output = new Output(body, BUFFER_BYTES)) {
      for (Object each : objects) {
        image.kryo().writeClassAndObject(output, each);
      }
    }
    return new SnapshotContents.Section(body.count - before, image.written());
  }

  /** The header alone; the body is not looked at, but for its length. */
  static SnapshotInfo readInfo(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return info(file, channel, SnapshotHeader.decode(readHeader(channel)));
    }
  }

  /** The header, after the checksum over all of the file was found to fit. */
  static SnapshotInfo check(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer encoded = readHeader(channel);
      SnapshotInfo info = info(file, channel, SnapshotHeader.decode(encoded));
      checkCrc(channel, encoded);
      return info;
    }
  }

  /**
   * The whole image. Nothing is made of its bytes before the checksum agrees, and nothing of a
   * section before its classes do. What it was made of has to agree as well, for it was read a
   * second time.
   *
   * @throws SnapshotException where it is damaged, or the classes of its parts have changed
   */
  static Snapshot read(Path file, SnapshotTypes types) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer encoded = readHeader(channel);
      SnapshotHeader header = SnapshotHeader.decode(encoded);
      SnapshotInfo info = info(file, channel, header);
      checkCrc(channel, encoded);
      ByteBuffer contents = readContents(channel, header);
      List<SnapshotContents.Section> sections = sections(contents, header);
      CRC32C crc = new CRC32C();
      InputStream body =
          new CheckedInputStream(Channels.newInputStream(channel.position(encoded.limit())), crc);
      Map<String, Object> parts =
          readSection(
              new BodyInput(body, sections.get(0).bytes()),
              sections.get(0),
              header.partNames(),
              types);
      Map<String, Object> values = new LinkedHashMap<>();
      Map<String, String> unreadable = new LinkedHashMap<>();
      for (int i = 0; i < header.valueNames().size(); i++) {
        String name = header.valueNames().get(i);
        SnapshotContents.Section section = sections.get(i + 1);
        BodyInput input = new BodyInput(body, section.bytes());
        try {
          values.putAll(readSection(input, section, List.of(name), types));
        } catch (SnapshotException e) {
          unreadable.put(name, e.getMessage());
          input.skipRest();
        }
      }
      crc.update(contents);
      requireCrc(crc, encoded);
      return new Snapshot(
          info,
          Collections.unmodifiableMap(parts),
          Collections.unmodifiableMap(values),
          Collections.unmodifiableMap(unreadable));
    }
  }

  private static ByteBuffer readContents(FileChannel channel, SnapshotHeader header)
      throws IOException {
    ByteBuffer contents = ByteBuffer.allocate(header.contentsBytes());
    long sectionBytes = header.bodyBytes() - header.contentsBytes();
    fill(channel, contents, header.headerBytes() + sectionBytes);
    return contents;
  }

  private static List<SnapshotContents.Section> sections(
      ByteBuffer contents, SnapshotHeader header) {
    return SnapshotContents.decode(
        contents.array(),
        1 + header.valueNames().size(),
        header.bodyBytes() - header.contentsBytes());
  }

  /** Reads the objects of one section, at which the input stands, by their names. */
  private static Map<String, Object> readSection(
      BodyInput input, SnapshotContents.Section section, List<String> names, SnapshotTypes types)
      throws IOException {
    Map<String, Object> objects = new LinkedHashMap<>();
    try {
      Kryo kryo = types.kryoOf(section.classes());
      for (String name : names) {
        objects.put(name, kryo.readClassAndObject(input));
      }
      if (input.remaining() != 0) {
        throw new SnapshotException(input.remaining() + " bytes are left after the last object");
      }
      return objects;
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

  private static SnapshotInfo info(Path file, FileChannel channel, SnapshotHeader header)
      throws IOException {
    long size = channel.size();
    // subtracted, not added: the length may be anything
    if (header.bodyBytes() < 0 || size - header.headerBytes() != header.bodyBytes()) {
      throw new SnapshotException(
          "it has "
              + size
              + " bytes, where its header says "
              + header.headerBytes()
              + " and "
              + header.bodyBytes());
    }
    return new SnapshotInfo(
        header.sequence(),
        header.timeMicros(),
        HexFormat.of().formatHex(header.stateHash()),
        header.shape(),
        size,
        file);
  }

  private static ByteBuffer readHeader(FileChannel channel) throws IOException {
    ByteBuffer prefix = ByteBuffer.allocate(SnapshotHeader.PREFIX_BYTES);
    fill(channel, prefix, 0);
    int length = SnapshotHeader.headerBytes(prefix);
    ByteBuffer header = ByteBuffer.allocate(length);
    fill(channel, header, 0);
    if (header.limit() < length) {
      throw new SnapshotException("it ends inside the header, after " + header.limit());
    }
    return header;
  }

  private static void checkCrc(FileChannel channel, ByteBuffer header) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = header.limit(); fill(channel, buffer, at) > 0; at += buffer.limit()) {
      crc.update(buffer.duplicate());
    }
    requireCrc(crc, header);
  }

  /**
   * @param crc over the body
   */
  private static void requireCrc(CRC32C crc, ByteBuffer header) {
    SnapshotHeader.updateCrc(crc, header);
    if ((int) crc.getValue() != SnapshotHeader.crc(header)) {
      throw new SnapshotException(
          String.format(
              "its checksum is %08x, where its header says %08x",
              (int) crc.getValue(), SnapshotHeader.crc(header)));
    }
  }

  /** Reads until the buffer is full or the file ends, and makes the buffer ready to be read. */
  private static int fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
      // goes on where the last read ended
    }
    buffer.flip();
    return buffer.limit();
  }

  /** Writes to a channel, and counts and sums up what it wrote. */
  private static final class CheckedOutput extends OutputStream {
    private final FileChannel channel;
    private final CRC32C crc = new CRC32C();
    private long count;

    CheckedOutput(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      crc.update(bytes, offset, length);
      count += length;
    }
  }
}
