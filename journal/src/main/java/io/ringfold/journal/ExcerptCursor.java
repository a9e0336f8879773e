package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks over the excerpts of one Chronicle file with plain reads.
 *
 * <p>Chronicle's own tailer is not used, for three reasons: it maps its table and takes a file lock
 * to open, it follows a damaged length wherever that leads (into a signal, where that is beyond the
 * end of the file), and it cannot tell an end from a hole. The format is small: a 32-bit header
 * before each excerpt, 4-aligned, that becomes non-zero when the excerpt is whole.
 *
 * <p>Safe beside a live writer: Linux serves reads and shared mappings from the same pages, and a
 * header is written after its data.
 */
final class ExcerptCursor implements Closeable {

  /** What {@link #next()} came upon. */
  enum Found {
    /** An excerpt, whole as far as its length goes. */
    EXCERPT,
    /** Nothing was written here, or not yet to its end. */
    NOTHING_YET,
    /** The mark that the writer has gone on to the next segment. */
    END_OF_SEGMENT
  }

  static final int HEADER_BYTES = Integer.BYTES;

  private static final int INCOMPLETE = 0x80000000;
  private static final int METADATA = 0x40000000;
  private static final int LENGTH_MASK = 0x3FFFFFFF;
  private static final int END_OF_DATA = INCOMPLETE | METADATA;

  /** How Chronicle's own entries begin: an event name and its length, then the name. */
  private static final List<byte[]> METADATA_NAMES =
      List.of(metadataName("header"), metadataName("index2index"), metadataName("index"));

  private static final int METADATA_PEEK_BYTES = 16;

  private static final byte[] APPENDER_POSITION_NAME =
      "writePosition".getBytes(StandardCharsets.US_ASCII);

  private static final int APPENDER_POSITION_NAME_OFFSET = 0x1C;
  private static final int APPENDER_POSITION_OFFSET = 0x40;

  /** Enough for the head of a segment, which is all that is read of most. */
  private static final int FIRST_WINDOW_BYTES = 16 << 10;

  /** What a walk that goes on comes to, doubling. */
  private static final int WINDOW_BYTES = 256 << 10;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer probe = BufferUtil.allocateDirectAligned(8, 8);
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
  private ByteBuffer window;
  private long windowPosition;
  private int windowLength;

  private long position;
  private long excerptPosition;
  private int dataOffset;
  private int dataLength;
  private boolean cutShort;

  ExcerptCursor(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    probe.order(ByteOrder.LITTLE_ENDIAN);
    makeWindow(FIRST_WINDOW_BYTES);
  }

  private static byte[] metadataName(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 + text.length)
        .put((byte) 0xB9)
        .put((byte) text.length)
        .put(text)
        .array();
  }

  private void makeWindow(int bytes) {
    ByteBuffer old = window;
    window = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    view.wrap(window);
    windowLength = 0;
    BufferUtil.free(old);
  }

  /** Where the next header stands or will stand. */
  long position() {
    return position;
  }

  void position(long headerPosition) {
    this.position = headerPosition;
  }

  /** Where the header of the excerpt stands that was found last. */
  long excerptPosition() {
    return excerptPosition;
  }

  /** Lies over {@link #bytes()}; both change with every call of {@link #next()}. */
  UnsafeBuffer view() {
    return view;
  }

  ByteBuffer bytes() {
    return window;
  }

  /** Of the found excerpt's data, in {@link #bytes()}. */
  int dataOffset() {
    return dataOffset;
  }

  int dataLength() {
    return dataLength;
  }

  /** Whether the file ends within the found excerpt; its data is what there is. */
  boolean cutShort() {
    return cutShort;
  }

  /** Goes on to the next excerpt of data, past Chronicle's own entries. */
  Found next() throws IOException, DamagedSegmentException {
    while (true) {
      int header = headerAt(position);
      if (header == END_OF_DATA) {
        return Found.END_OF_SEGMENT;
      }
      if (header == 0 || (header & INCOMPLETE) != 0) {
        return Found.NOTHING_YET;
      }
      int length = header & LENGTH_MASK;
      if ((header & METADATA) != 0) {
        requireChroniclesOwn(length);
        position = RecordFormat.align(position + HEADER_BYTES + length);
      } else {
        if (length > RecordFormat.MAX_EXCERPT_BYTES) {
          throw new DamagedSegmentException(file, position, "an excerpt of " + length + " bytes");
        }
        int there = HEADER_BYTES + length;
        if (!load(position, there)) {
          there = (int) Math.min(there, channel.size() - position);
          load(position, there);
        }
        excerptPosition = position;
        dataOffset = (int) (position - windowPosition) + HEADER_BYTES;
        dataLength = there - HEADER_BYTES;
        cutShort = dataLength < length;
        position = RecordFormat.align(position + HEADER_BYTES + length);
        return Found.EXCERPT;
      }
    }
  }

  /**
   * Where Chronicle's appender believes the last excerpt to stand: a field of the file's first
   * entry, written after each excerpt. 0 where there is none, or none that can be told.
   */
  long appenderPosition() throws IOException {
    windowLength = 0;
    if (!load(0, APPENDER_POSITION_OFFSET + Long.BYTES)
        || !startsWith(HEADER_BYTES, METADATA_NAMES.get(0))
        || !startsWith(APPENDER_POSITION_NAME_OFFSET, APPENDER_POSITION_NAME)) {
      return 0;
    }
    long at = view.getLong(APPENDER_POSITION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    windowLength = 0;
    return at;
  }

  /** Reads the excerpt that was found last from the file again. */
  void reread() throws IOException, DamagedSegmentException {
    windowLength = 0;
    position = excerptPosition;
    if (next() != Found.EXCERPT) {
      throw new DamagedSegmentException(file, excerptPosition, "an excerpt has gone");
    }
  }

  private int headerAt(long at) throws IOException {
    if (at >= windowPosition && at + HEADER_BYTES <= windowPosition + windowLength) {
      int header = view.getInt((int) (at - windowPosition), ByteOrder.LITTLE_ENDIAN);
      if (header != 0) {
        return header;
      }
    }
    // Not in the window, or written after it was read: four bytes tell whether more is worth it.
    probe.clear().limit(HEADER_BYTES);
    while (probe.hasRemaining() && channel.read(probe, at + probe.position()) > 0) {
      // a read may give less than there is
    }
    int header = probe.hasRemaining() ? 0 : probe.getInt(0);
    if (header != 0) {
      windowLength = 0;
    }
    return header;
  }

  /** Has the bytes in the window, or returns false where the file ends before. */
  private boolean load(long from, int bytes) throws IOException {
    if (from >= windowPosition && from + bytes <= windowPosition + windowLength) {
      return true;
    }
    if (bytes > window.capacity()) {
      if (from + bytes > channel.size()) {
        return false;
      }
      makeWindow(Integer.highestOneBit(bytes - 1) << 1);
    } else if (windowLength > 0 && window.capacity() < WINDOW_BYTES) {
      makeWindow(2 * window.capacity());
    }
    window.clear();
    windowPosition = from;
    windowLength = 0;
    while (window.hasRemaining()) {
      int read = channel.read(window, from + windowLength);
      if (read <= 0) {
        break;
      }
      windowLength += read;
    }
    return windowLength >= bytes;
  }

  private void requireChroniclesOwn(int length) throws IOException, DamagedSegmentException {
    if (load(position, HEADER_BYTES + Math.min(length, METADATA_PEEK_BYTES))
        && position + HEADER_BYTES + length <= channel.size()) {
      int at = (int) (position - windowPosition) + HEADER_BYTES;
      for (byte[] name : METADATA_NAMES) {
        if (length >= name.length && startsWith(at, name)) {
          return;
        }
      }
    }
    throw new DamagedSegmentException(
        file, position, "an entry of " + length + " bytes that is neither ours nor Chronicle's");
  }

  private boolean startsWith(int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (view.getByte(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    view.wrap(0, 0);
    windowLength = 0;
    BufferUtil.free(window);
    channel.close();
  }
}
