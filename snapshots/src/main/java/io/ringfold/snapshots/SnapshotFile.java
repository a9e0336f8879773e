package io.ringfold.snapshots;

import io.ringfold.snapshots.SideBySide.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * One image in one file: writes it, checks it, reads it. Knows nothing of file names and
 * directories.
 *
 * <p>What is wrong with a file is a {@link SnapshotException} whose message is the reason only; the
 * caller adds which file.
 */
final class SnapshotFile {

  /** So much is encoded in one go, before others are offered the processor. */
  private static final int BUFFER_BYTES = 64 << 10;

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
      body.crc.reset();
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
      CheckedOutput body, SnapshotTypes types, Collection<Object> objects) throws IOException {
    long before = body.count;
    long at = body.channel.position();
    body.crc.reset();
    SnapshotTypes.Image image = types.newImage();
    try (BodyOutput output = new BodyOutput(body, BUFFER_BYTES)) {
      for (Object each : objects) {
        image.kryo().writeClassAndObject(output, each);
      }
    }
    return new SnapshotContents.Section(
        at, body.count - before, (int) body.crc.getValue(), image.written());
  }

  /** The header alone; the body is not looked at, but for its length. */
  static SnapshotInfo readInfo(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return info(file, channel, SnapshotHeader.decode(readHeader(channel)));
    }
  }

  /** The header, after all checksums of the file were found to agree. */
  static SnapshotInfo check(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer encoded = readHeader(channel);
      SnapshotHeader header = SnapshotHeader.decode(encoded);
      SnapshotInfo info = info(file, channel, header);
      for (SectionReader section : sections(channel, encoded, header)) {
        section.check();
      }
      return info;
    }
  }

  /**
   * The image, or what is wanted of it. Nothing is made of its bytes before all checksums of the
   * file agree, and nothing of a section before its classes do. What a section was made of has to
   * agree as well, for it was read a second time.
   *
   * @param withParts false to read none of them
   * @param values the names of those to read; of others nothing is said
   * @param threads so many sections are checked, then read, at the same time, or fewer
   * @throws SnapshotException where it is damaged, or the classes of its parts have changed
   */
  static Snapshot read(
      Path file, SnapshotTypes types, boolean withParts, Predicate<String> values, int threads)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer encoded = readHeader(channel);
      SnapshotHeader header = SnapshotHeader.decode(encoded);
      SnapshotInfo info = info(file, channel, header);
      List<SectionReader> sections = sections(channel, encoded, header);
      // the longest first: the others fit in beside it
      List<SectionReader> longestFirst = new ArrayList<>(sections);
      longestFirst.sort(Comparator.comparingLong(SectionReader::size).reversed());
      SideBySide.run(longestFirst.stream().map(each -> (Task) each::check).toList(), threads);
      List<Task> reads = new ArrayList<>();
      for (SectionReader section : longestFirst) {
        int value = sections.indexOf(section) - 1;
        if (value < 0 && withParts) {
          reads.add(() -> section.read(header.partNames(), types));
        } else if (value >= 0 && values.test(header.valueNames().get(value))) {
          reads.add(() -> section.read(List.of(header.valueNames().get(value)), types));
        }
      }
      SideBySide.run(reads, threads);
      return snapshot(info, header.valueNames(), sections);
    }
  }

  private static Snapshot snapshot(
      SnapshotInfo info, List<String> valueNames, List<SectionReader> sections) {
    SectionReader parts = sections.get(0);
    if (parts.misfit() != null) {
      throw parts.misfit();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    for (int i = 0; i < valueNames.size(); i++) {
      SectionReader value = sections.get(i + 1);
      values.putAll(value.objects());
      if (value.misfit() != null) {
        unreadable.put(valueNames.get(i), value.misfit().getMessage());
      }
    }
    return new Snapshot(
        info,
        Collections.unmodifiableMap(parts.objects()),
        Collections.unmodifiableMap(values),
        Collections.unmodifiableMap(unreadable));
  }

  /**
   * The sections, the parts first, then the values; none of them is looked at yet.
   *
   * @throws SnapshotException where the checksum over contents and header does not agree
   */
  private static List<SectionReader> sections(
      FileChannel channel, ByteBuffer encoded, SnapshotHeader header) throws IOException {
    long sectionBytes = header.bodyBytes() - header.contentsBytes();
    ByteBuffer contents = ByteBuffer.allocate(header.contentsBytes());
    fill(channel, contents, encoded.limit() + sectionBytes);
    CRC32C crc = new CRC32C();
    crc.update(contents.duplicate());
    SnapshotHeader.updateCrc(crc, encoded);
    if ((int) crc.getValue() != SnapshotHeader.crc(encoded)) {
      throw new SnapshotException(
          String.format(
              "its checksum is %08x, where its header says %08x",
              (int) crc.getValue(), SnapshotHeader.crc(encoded)));
    }
    int count = 1 + header.valueNames().size();
    return SnapshotContents.decode(contents.array(), count, encoded.limit(), sectionBytes).stream()
        .map(section -> new SectionReader(channel, section))
        .toList();
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
      // a pipeline may run beside this, on few processors
      Thread.yield();
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      crc.update(bytes, offset, length);
      count += length;
    }
  }
}
