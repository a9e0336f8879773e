package io.ringfold.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a {@link CommitLog} holds, as a start finds it: which excerpts a power cut took from the
 * segments, and can be brought back. Reads only, but for {@link #bringBack}.
 *
 * <p>An entry counts as long as it and all before it in its filling are whole. The first that is
 * not had never been forced: forces cover everything before them.
 */
final class LoggedExcerpts {

  /** An excerpt with whole records, densely numbered. */
  private record Entry(
      ByteBuffer bytes,
      int offset,
      int length,
      int segment,
      long generation,
      long firstSequence,
      int records) {

    long lastSequence() {
      return firstSequence + records - 1;
    }
  }

  private final Path journal;
  private final List<Entry> entries;

  private LoggedExcerpts(Path journal, List<Entry> entries) {
    this.journal = journal;
    this.entries = entries;
  }

  /**
   * Reads the log of a journal; there may be none.
   *
   * @throws IOException also where two reads of it give different bytes: what looks like its end
   *     may be none then, and what was acknowledged would be taken for never written
   */
  static LoggedExcerpts read(Path journal) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path file : CommitLog.files(journal)) {
      ByteBuffer bytes = bytesOf(file);
      if (!bytes.equals(bytesOf(file))) {
        throw new IOException("two reads of " + file + " give different bytes");
      }
      addEntries(file, bytes, entries);
    }
    entries.sort(
        Comparator.comparingLong(Entry::generation).thenComparingLong(Entry::firstSequence));
    return new LoggedExcerpts(journal, entries);
  }

  private static ByteBuffer bytesOf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(Math.toIntExact(channel.size())).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
        // to the end of the file
      }
      return bytes.flip();
    } catch (NoSuchFileException e) {
      return ByteBuffer.allocate(0);
    }
  }

  private static void addEntries(Path file, ByteBuffer bytes, List<Entry> into) {
    int end = bytes.limit();
    UnsafeBuffer view = new UnsafeBuffer(bytes, 0, end);
    CRC32C crc = new CRC32C();
    Entry last = null;
    int at = 0;
    while (end - at >= CommitLog.HEADER_BYTES) {
      Entry entry = entry(file, view, bytes.clear().limit(end), crc, at, end);
      if (entry == null || last != null && !follows(last, entry)) {
        return;
      }
      into.add(entry);
      last = entry;
      at = entry.offset() + entry.length();
    }
  }

  /** Within a filling; not densely where an excerpt was too large for the log. */
  private static boolean follows(Entry last, Entry next) {
    return next.generation() == last.generation() && next.firstSequence() > last.lastSequence();
  }

  private static Entry entry(
      Path file, UnsafeBuffer view, ByteBuffer bytes, CRC32C crc, int at, int end) {
    if (view.getLong(at + CommitLog.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) != CommitLog.MAGIC
        || view.getInt(at + CommitLog.CRC_OFFSET, ByteOrder.LITTLE_ENDIAN)
            != CommitLog.checksum(crc, bytes, at)) {
      return null;
    }
    int version = view.getInt(at + CommitLog.VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (version != CommitLog.FORMAT_VERSION) {
      throw new JournalException(
          file
              + " is written in format "
              + version
              + "; this program reads format "
              + CommitLog.FORMAT_VERSION
              + ". Use a newer version of it");
    }
    Entry entry =
        new Entry(
            bytes,
            at + CommitLog.HEADER_BYTES,
            view.getInt(at + CommitLog.LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN),
            view.getInt(at + CommitLog.SEGMENT_OFFSET, ByteOrder.LITTLE_ENDIAN),
            view.getLong(at + CommitLog.GENERATION_OFFSET, ByteOrder.LITTLE_ENDIAN),
            view.getLong(at + CommitLog.SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN),
            view.getInt(at + CommitLog.RECORDS_OFFSET, ByteOrder.LITTLE_ENDIAN));
    boolean inFile = entry.length() > 0 && entry.length() <= end - entry.offset();
    return inFile && isWhole(entry, view, bytes, crc) ? entry : null;
  }

  private static boolean isWhole(Entry entry, UnsafeBuffer view, ByteBuffer bytes, CRC32C crc) {
    int end = entry.offset() + entry.length();
    int at = entry.offset();
    int limit = bytes.capacity();
    for (int i = 0; i < entry.records(); i++) {
      bytes.clear().limit(limit);
      if (at >= end
          || RecordFormat.flaw(view, bytes, crc, at, end) != null
          || view.getLong(at + RecordFormat.SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN)
              != entry.firstSequence() + i
          || isFirst(view, at) != (i == 0)) {
        return false;
      }
      at +=
          RecordFormat.align(view.getInt(at + RecordFormat.LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN));
    }
    return at == end;
  }

  private static boolean isFirst(UnsafeBuffer view, int record) {
    return (view.getByte(record + RecordFormat.FLAGS_OFFSET) & RecordFormat.FLAG_FIRST) != 0;
  }

  /** Of the newest filling; 0 where there is none. */
  long generation() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).generation();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Up to where records can be had; those that the last segment, as far as it is good, lacks. */
  long reach(SegmentScan last) {
    return reach(last.head() == null ? last.number() - 1 : last.number(), last.nextSequence() - 1);
  }

  /**
   * The same.
   *
   * @param segment the last that there is: what belongs to a later one cannot be brought back, as
   *     its definitions are not here
   * @param lastSequence up to where it is good
   */
  long reach(int segment, long lastSequence) {
    long reach = lastSequence;
    for (Entry entry : entries) {
      if (entry.segment() == segment && entry.firstSequence() <= reach + 1) {
        reach = Math.max(reach, entry.lastSequence());
      }
    }
    return reach;
  }

  /**
   * Whether the last excerpt of a segment was torn in its middle and is here as a whole. It has to
   * be cut to its beginning then: brought back whole, it gives the chain that it gave before.
   */
  boolean holdsWhole(SegmentScan scan) {
    long last = scan.nextSequence() - 1;
    return scan.head() != null
        && entries.stream()
            .anyMatch(
                entry ->
                    entry.segment() == scan.number()
                        && entry.firstSequence() <= last
                        && entry.lastSequence() > last);
  }

  /**
   * Appends to a clean segment what it lacks, and forces it. Cut off anywhere, it can be done
   * again: the log stays as it is.
   *
   * @param last the journal's last segment, with nothing behind its good part
   * @param check refuses where the log does not belong to that segment
   */
  void bringBack(SegmentScan last, JournalCheck check, Forcer forcer, int blockBytes)
      throws IOException {
    long before = last.nextSequence() - 1;
    long reached = before;
    HashChain chain = last.chain().copy();
    try (SegmentAppender appender = new SegmentAppender(journal, last.number(), blockBytes)) {
      for (Entry entry : entries) {
        if (entry.segment() != last.number()
            || entry.lastSequence() <= reached
            || entry.firstSequence() > reached + 1) {
          continue;
        }
        UnsafeBuffer view = new UnsafeBuffer(entry.bytes(), entry.offset(), entry.length());
        if (entry.firstSequence() != reached + 1 || !chain.isAt(view, RecordFormat.CHAIN_OFFSET)) {
          throw check.refuse(
              "its commit log holds the sequences "
                  + entry.firstSequence()
                  + " to "
                  + entry.lastSequence()
                  + " of segment "
                  + SegmentFiles.name(entry.segment())
                  + ", which do not continue "
                  + last.file()
                  + " behind sequence "
                  + reached
                  + ": one of the two is of another journal, or was changed");
        }
        Bytes<ByteBuffer> excerpt =
            Bytes.wrapForRead(entry.bytes().clear().slice(entry.offset(), entry.length()));
        try {
          appender.append(excerpt);
        } finally {
          excerpt.releaseLast();
        }
        chain.add(view, 0, entry.length());
        reached = entry.lastSequence();
      }
    }
    forcer.force(last.file());
  }
}
