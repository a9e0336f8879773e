package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.IoUtil;

/**
 * The file {@code forced} in a journal's directory: up to where the journal was forced, as its
 * writer noted after each force. It tells what the segments alone cannot: whether a record that is
 * missing at the end, or a whole segment, had ever been durable.
 *
 * <p>Noting is a store into a mapped page, without a force: after the death of the process it is
 * exact; after a power cut it may be older, but never ahead, because the store comes after the
 * force that it tells of. It is forced only where a segment begins and where the journal is opened
 * and closed.
 *
 * <p>Two slots, each in a disk sector of its own, written in turn, so that one is whole whatever
 * becomes of the other; the one with the higher sequence counts. A slot, at byte 0 and at byte 512;
 * all numbers little-endian:
 *
 * <pre>
 *   0               8              16              24              32
 *  +---------------------------------------------------------------+
 *  |                 magic, "RINGMARK" (8 bytes)                   |  0
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 format version, 1 (int32)                     |  8
 *  +---------------------------------------------------------------+
 *  |                 number of the last segment (int32)            | 12
 *  +---------------------------------------------------------------+
 *  |                 forced sequence, 0 for none (int64)           | 16
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 crc32c of the bytes before (int32)            | 24
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class ForcedWatermark implements Closeable {

  static final String NAME = "forced";

  static final int SLOTS = 2;
  static final int SLOT_STRIDE_BYTES = 512;
  static final int FILE_BYTES = SLOTS * SLOT_STRIDE_BYTES;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int SEGMENT_OFFSET = 12;
  static final int SEQUENCE_OFFSET = 16;
  static final int CRC_OFFSET = 24;
  static final int SLOT_BYTES = 28;

  static final int FORMAT_VERSION = 1;

  /** "RINGMARK" in the order of its letters. */
  static final long MAGIC = 0x4B52414D474E4952L;

  /**
   * What the file tells.
   *
   * @param segment the last one that was there, its head forced
   * @param sequence up to which records were forced
   */
  record Mark(int segment, long sequence) {

    private boolean isBehind(Mark other) {
      return sequence < other.sequence || sequence == other.sequence && segment < other.segment;
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final MappedByteBuffer map;
  private final CRC32C crc = new CRC32C();
  private int nextSlot;

  private ForcedWatermark(Path file, FileChannel channel, MappedByteBuffer map) {
    this.file = file;
    this.channel = channel;
    this.map = map;
  }

  /** Where the file of a journal is. */
  static Path file(Path journal) {
    return journal.resolve(NAME);
  }

  /**
   * What the file of a journal tells; writes nothing.
   *
   * @return null where there is no file, or neither slot of it is whole
   * @throws JournalException where it is of a newer format
   */
  static Mark read(Path journal) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file(journal), StandardOpenOption.READ)) {
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
        // to the end of the file or of the slots
      }
    } catch (NoSuchFileException e) {
      return null;
    }
    bytes.clear();
    Mark newest = null;
    for (int slot = 0; slot < SLOTS; slot++) {
      Mark mark = read(journal, bytes, slot * SLOT_STRIDE_BYTES);
      if (mark != null && (newest == null || newest.isBehind(mark))) {
        newest = mark;
      }
    }
    return newest;
  }

  private static Mark read(Path journal, ByteBuffer bytes, int at) {
    int version = bytes.getInt(at + VERSION_OFFSET);
    int segment = bytes.getInt(at + SEGMENT_OFFSET);
    long sequence = bytes.getLong(at + SEQUENCE_OFFSET);
    if (bytes.getLong(at + MAGIC_OFFSET) != MAGIC
        || bytes.getInt(at + CRC_OFFSET) != checksum(new CRC32C(), bytes, at)) {
      return null;
    }
    if (version != FORMAT_VERSION) {
      throw new JournalException(
          file(journal)
              + " is written in format "
              + version
              + "; this program reads format "
              + FORMAT_VERSION
              + ". Use a newer version of it");
    }
    return segment < 1 || sequence < 0 ? null : new Mark(segment, sequence);
  }

  private static int checksum(CRC32C crc, ByteBuffer bytes, int at) {
    crc.reset();
    bytes.limit(at + CRC_OFFSET).position(at);
    crc.update(bytes);
    bytes.clear();
    return (int) crc.getValue();
  }

  /** Opens the file for its one writer, and makes it where it is missing; notes nothing yet. */
  static ForcedWatermark open(Path journal) throws IOException {
    Path file = file(journal);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      int missing = (int) Math.max(0, FILE_BYTES - channel.size());
      // written, not left a hole: a store into the mapping must find its place on a full disk, too
      ByteBuffer zeros = ByteBuffer.allocate(missing);
      while (zeros.hasRemaining()) {
        channel.write(zeros, channel.size());
      }
      MappedByteBuffer map = channel.map(MapMode.READ_WRITE, 0, FILE_BYTES);
      map.order(ByteOrder.LITTLE_ENDIAN);
      return new ForcedWatermark(file, channel, map);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Notes that everything up to a sequence is on disk. Comes after the force, never before. */
  void note(int segment, long sequence) {
    int at = nextSlot * SLOT_STRIDE_BYTES;
    map.putLong(at + MAGIC_OFFSET, MAGIC);
    map.putInt(at + VERSION_OFFSET, FORMAT_VERSION);
    map.putInt(at + SEGMENT_OFFSET, segment);
    map.putLong(at + SEQUENCE_OFFSET, sequence);
    map.putInt(at + CRC_OFFSET, checksum(crc, map, at));
    nextSlot = (nextSlot + 1) % SLOTS;
  }

  /**
   * Notes it in both slots, whatever they said, and forces that. For an opening, which has found
   * out what is there.
   */
  void set(int segment, long sequence, Forcer forcer) throws IOException {
    for (int slot = 0; slot < SLOTS; slot++) {
      note(segment, sequence);
    }
    force(forcer);
  }

  /** Makes the note itself survive a power cut. */
  void force(Forcer forcer) throws IOException {
    forcer.force(file, channel, false);
  }

  @Override
  public void close() throws IOException {
    IoUtil.unmap(map);
    channel.close();
  }
}
