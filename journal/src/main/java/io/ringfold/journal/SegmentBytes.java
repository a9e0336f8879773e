package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bare bytes of a damaged segment, for the question what of it can still be read. Only for a
 * file that nobody writes to.
 */
final class SegmentBytes implements Closeable {

  /** What a disk writes or does not write as one. */
  private static final int PAGE_BYTES = 4096;

  /** And what it may get done of that, from the start of the page, when power goes meanwhile. */
  private static final int SECTOR_BYTES = 512;

  private static final int MAP_STEP_BYTES = 512 << 20;
  private static final int MAP_OVERLAP_BYTES = RecordFormat.MAX_EXCERPT_BYTES + PAGE_BYTES;

  private final FileChannel channel;
  private final long size;
  private final CRC32C crc = new CRC32C();
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
  private MappedByteBuffer map;
  private long mapPosition;

  SegmentBytes(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
  }

  /**
   * A record that can be read although something before it cannot.
   *
   * @param forcedSequence what had been forced when it was added, as it testifies itself
   */
  record Survivor(long position, long sequence, long forcedSequence) {}

  /**
   * The first whole record at or behind a position, with that sequence or a later one.
   *
   * @param startingAnExcerpt whether only one counts that stands first in an excerpt behind the
   *     position; what stands at it may never have been appended
   * @return null where there is none
   */
  Survivor firstSurvivor(long from, long sequence, boolean startingAnExcerpt) throws IOException {
    for (long at = RecordFormat.align(from); at < size; at += RecordFormat.ALIGNMENT) {
      mapAround(at);
      int offset = (int) (at - mapPosition);
      if (startingAnExcerpt) {
        if (at == from || intAt(offset) < RecordFormat.HEADER_BYTES) {
          continue; // no header of a complete excerpt
        }
        offset += ExcerptCursor.HEADER_BYTES;
      }
      int end = (int) Math.min(view.capacity(), (long) offset + RecordFormat.MAX_EXCERPT_BYTES);
      if (mayBeRecord(offset, end, sequence, startingAnExcerpt)
          && RecordFormat.flaw(view, map, crc, offset, end) == null) {
        long found = view.getLong(offset + RecordFormat.SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
        int unforced = intAt(offset + RecordFormat.UNFORCED_OFFSET);
        return new Survivor(at, found, found - unforced);
      }
    }
    return null;
  }

  /** The cheap questions, before a checksum is worth while. */
  private boolean mayBeRecord(int offset, int end, long sequence, boolean first) {
    if (end - offset < RecordFormat.HEADER_BYTES
        || intAt(offset + RecordFormat.LENGTH_OFFSET) < RecordFormat.HEADER_BYTES
        || view.getByte(offset + RecordFormat.TYPE_OFFSET) != RecordFormat.TYPE_RECORD) {
      return false;
    }
    byte flags = view.getByte(offset + RecordFormat.FLAGS_OFFSET);
    return (!first || flags == RecordFormat.FLAG_FIRST)
        && view.getLong(offset + RecordFormat.SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN) >= sequence;
  }

  boolean isZero(long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      mapAround(at);
      int offset = (int) (at - mapPosition);
      int end = (int) Math.min(view.capacity(), offset + (to - at));
      at += end - offset;
      while (offset < end && (offset & (Long.BYTES - 1)) != 0) {
        if (view.getByte(offset++) != 0) {
          return false;
        }
      }
      for (; offset + Long.BYTES <= end; offset += Long.BYTES) {
        if (view.getLong(offset) != 0) {
          return false;
        }
      }
      while (offset < end) {
        if (view.getByte(offset++) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether a page that ends between two positions was not written, or not to its end: whether the
   * last of its sectors is zero, from the first of the positions on.
   */
  boolean hasZeroedPage(long from, long to) throws IOException {
    long pageEnd = (from / PAGE_BYTES + 1) * PAGE_BYTES;
    for (; pageEnd <= to; pageEnd += PAGE_BYTES) {
      if (isZero(Math.max(from, pageEnd - SECTOR_BYTES), pageEnd)) {
        return true;
      }
    }
    return false;
  }

  long size() {
    return size;
  }

  private int intAt(int offset) {
    return offset + Integer.BYTES <= view.capacity()
        ? view.getInt(offset, ByteOrder.LITTLE_ENDIAN)
        : 0;
  }

  private void mapAround(long position) throws IOException {
    if (map == null || position < mapPosition || position >= mapPosition + MAP_STEP_BYTES) {
      unmap();
      mapPosition = position - position % PAGE_BYTES;
      long bytes = Math.min(size - mapPosition, (long) MAP_STEP_BYTES + MAP_OVERLAP_BYTES);
      map = channel.map(MapMode.READ_ONLY, mapPosition, bytes);
      view.wrap(map);
    }
  }

  private void unmap() {
    view.wrap(0, 0);
    if (map != null) {
      IoUtil.unmap(map);
      map = null;
    }
  }

  @Override
  public void close() throws IOException {
    unmap();
    channel.close();
  }
}
