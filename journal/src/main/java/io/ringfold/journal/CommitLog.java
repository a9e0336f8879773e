package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The excerpts of late once more, in two files of zeros that were written before and are forced
 * ahead of the segments: such a force writes data that lies in one place, and nothing about the
 * file. A segment's file grows, and its marks, index and data lie apart; forcing it takes two to
 * three times as long, so that is done behind everybody's back, whole log files at a time. The
 * segments stay the record of everything: this is read only where a start finds less in them.
 *
 * <p>One file is written from its beginning to its end, then the other, and so in turn. Whoever
 * turns over sees to it that what the other file holds is on disk in the segments. Each filling has
 * a number of its own, the generation, so that what an earlier filling left behind is told from
 * what belongs to this one.
 *
 * <p>A file is a row of entries, an entry one excerpt as it stands in the segment. All numbers
 * little-endian:
 *
 * <pre>
 *   0               8              16              24              32
 *  +---------------------------------------------------------------+
 *  |                 magic, "RINGALOG" (8 bytes)                   |  0
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 format version, 1 (int32)                     |  8
 *  +---------------------------------------------------------------+
 *  |                 number of the excerpt's segment (int32)       | 12
 *  +---------------------------------------------------------------+
 *  |                 generation, from 1 (int64)                    | 16
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 sequence of its first record (int64)          | 24
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 length of the excerpt (int32)                 | 32
 *  +---------------------------------------------------------------+
 *  |                 count of its records (int32)                  | 36
 *  +---------------------------------------------------------------+
 *  |                 crc32c of the bytes before (int32)            | 40
 *  +---------------------------------------------------------------+
 *  |                 reserved, 0 (int32)                           | 44
 *  +---------------------------------------------------------------+
 *  |                 the excerpt ...                               | 48
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The excerpt's records have checksums of their own. Single-threaded, but for {@link #grow},
 * which may run beside everything but {@link #turnOver}.
 */
final class CommitLog implements Closeable {

  static final int FILES = 2;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int SEGMENT_OFFSET = 12;
  static final int GENERATION_OFFSET = 16;
  static final int SEQUENCE_OFFSET = 24;
  static final int LENGTH_OFFSET = 32;
  static final int RECORDS_OFFSET = 36;
  static final int CRC_OFFSET = 40;
  static final int HEADER_BYTES = 48;

  static final int FORMAT_VERSION = 1;

  /** "RINGALOG" in the order of its letters. */
  static final long MAGIC = 0x474F4C41474E4952L;

  private static final int ZEROS_BYTES = 1 << 20;
  private static final int GROWTH_FACTOR = 4;

  private final Path[] files = new Path[FILES];
  private final FileChannel[] channels = new FileChannel[FILES];
  private final long[] sizes = new long[FILES];
  private final Forcer forcer;
  private final long maxBytes;
  private final CRC32C crc = new CRC32C();
  private long generation;
  private int current;
  private long position;
  private boolean unforced;

  private CommitLog(Forcer forcer, long maxBytes, long generation) {
    this.forcer = forcer;
    this.maxBytes = maxBytes;
    this.generation = generation;
  }

  /** The two files of a journal, whether they are there or not. */
  static List<Path> files(Path journal) {
    return List.of(journal.resolve("commit-log.1"), journal.resolve("commit-log.2"));
  }

  /**
   * Opens the files for the one writer of the journal, and makes those that are missing. What they
   * hold counts as forgotten: it has to be in the segments, and on disk there.
   *
   * @param minBytes of a file; it grows to {@code maxBytes} as it is used
   * @param lastGeneration of what is in the files; 0 for nothing
   */
  static CommitLog open(
      Path journal, Forcer forcer, long minBytes, long maxBytes, long lastGeneration)
      throws IOException {
    CommitLog log = new CommitLog(forcer, maxBytes, lastGeneration + 1);
    try {
      boolean made = false;
      for (int i = 0; i < FILES; i++) {
        Path file = files(journal).get(i);
        made |= Files.notExists(file);
        log.files[i] = file;
        log.channels[i] =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        log.sizes[i] = log.channels[i].size();
        log.fill(i, minBytes);
      }
      if (made) {
        forcer.force(journal);
      }
      if (lastGeneration > 0) {
        log.forget();
      }
      return log;
    } catch (IOException | RuntimeException | Error e) {
      log.close();
      throw e;
    }
  }

  /**
   * Takes from both files their beginning, and so all that they hold. Otherwise what a power cut
   * left behind a gap could seem to go on where the journal has come to since.
   */
  private void forget() throws IOException {
    for (int i = 0; i < FILES; i++) {
      ByteBuffer zeros = ByteBuffer.allocate(HEADER_BYTES);
      while (zeros.hasRemaining()) {
        channels[i].write(zeros, zeros.position());
      }
      forcer.force(files[i], channels[i], false);
    }
  }

  /** Writes zeros up to a size and forces them, so that no later force has to allocate. */
  private void fill(int file, long bytes) throws IOException {
    if (sizes[file] >= bytes) {
      return;
    }
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS_BYTES, bytes - sizes[file]));
    long at = sizes[file];
    while (at < bytes) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
      at += channels[file].write(zeros, at);
    }
    forcer.force(files[file], channels[file], true);
    sizes[file] = bytes;
  }

  /** Whether an entry for so large an excerpt finds room in what is left of this filling. */
  boolean hasRoomFor(int excerptBytes) {
    return position + HEADER_BYTES + excerptBytes <= sizes[current];
  }

  /** Whether it would, after turning over. */
  boolean wouldHaveRoomFor(int excerptBytes) {
    return HEADER_BYTES + excerptBytes <= sizes[1 - current];
  }

  /** The size of the file that is written to. */
  long currentBytes() {
    return sizes[current];
  }

  /**
   * Adds an entry; it is not forced yet.
   *
   * @param view laid over {@code bytes}, with {@link #HEADER_BYTES} to be written to at {@code
   *     offset} and the excerpt behind them
   */
  void add(
      UnsafeBuffer view,
      ByteBuffer bytes,
      int offset,
      int excerptBytes,
      int segment,
      long firstSequence,
      int records)
      throws IOException {
    view.putLong(offset + MAGIC_OFFSET, MAGIC, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + VERSION_OFFSET, FORMAT_VERSION, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + SEGMENT_OFFSET, segment, ByteOrder.LITTLE_ENDIAN);
    view.putLong(offset + GENERATION_OFFSET, generation, ByteOrder.LITTLE_ENDIAN);
    view.putLong(offset + SEQUENCE_OFFSET, firstSequence, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + LENGTH_OFFSET, excerptBytes, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + RECORDS_OFFSET, records, ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + CRC_OFFSET, checksum(crc, bytes, offset), ByteOrder.LITTLE_ENDIAN);
    view.putInt(offset + CRC_OFFSET + Integer.BYTES, 0, ByteOrder.LITTLE_ENDIAN);
    int end = offset + HEADER_BYTES + excerptBytes;
    bytes.limit(end).position(offset);
    unforced = true;
    while (bytes.hasRemaining()) {
      position += channels[current].write(bytes, position);
    }
  }

  /** The CRC32C of an entry's header at {@code offset}. */
  static int checksum(CRC32C crc, ByteBuffer bytes, int offset) {
    crc.reset();
    bytes.limit(offset + CRC_OFFSET).position(offset);
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Returns when every entry is on disk. */
  void force() throws IOException {
    if (unforced) {
      forcer.force(files[current], channels[current], false);
      unforced = false;
    }
  }

  /**
   * Goes on in the other file, from its beginning. What that one holds must be on disk in the
   * segments; this one's entries are, as entries, when this returns.
   */
  void turnOver() throws IOException {
    force();
    current = 1 - current;
    position = 0;
    generation++;
  }

  /** Makes the file larger that is not written to, so that turning over becomes rarer. */
  void grow() throws IOException {
    int other = 1 - current;
    fill(other, Math.min(maxBytes, GROWTH_FACTOR * sizes[other]));
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : channels) {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
