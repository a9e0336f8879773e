package io.ringfold.journal;

import static java.util.stream.Collectors.joining;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads records in order from a sequence on, while the journal's writer goes on in this process or
 * in another. Takes no lock and writes nothing.
 *
 * <p>Single-threaded; make one for each thread. Interrupting the thread closes the reader's file.
 */
public final class JournalReader implements Closeable {

  private final List<Path> directories;
  private final UnsafeBuffer definition = new UnsafeBuffer(0, 0);
  private long nextSequence;

  private SegmentCursor cursor;
  private File following;
  private boolean definitionsGiven;

  private JournalReader(List<Path> directories, long fromSequence) {
    this.directories = List.copyOf(directories);
    this.nextSequence = fromSequence;
  }

  /**
   * Opens a reader whose first record will be {@code fromSequence} (1 is the first of all). It may
   * lie ahead of what was written so far.
   *
   * @throws JournalException where the directory is no journal, or the journal begins later
   */
  public static JournalReader open(Path directory, long fromSequence) {
    return open(List.of(directory), fromSequence);
  }

  /**
   * The same for a journal whose older segments were archived.
   *
   * @param directories those of archives, then that which a server appends to
   */
  public static JournalReader open(List<Path> directories, long fromSequence) {
    if (fromSequence < 1) {
      throw new IllegalArgumentException("fromSequence=" + fromSequence + ", must be 1 or more");
    }
    JournalReader reader = new JournalReader(directories, fromSequence);
    try {
      reader.seek();
      return reader;
    } catch (IOException | DamagedSegmentException e) {
      reader.close();
      throw unreadable(directories, fromSequence, e);
    } catch (RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /**
   * The same, without a search where a reader of this journal has been before.
   *
   * @param near a place at or before {@code fromSequence}; the nearer, the sooner the first record
   */
  public static JournalReader open(Path directory, long fromSequence, JournalPlace near) {
    if (near.sequence() > fromSequence) {
      throw new IllegalArgumentException(
          "fromSequence=" + fromSequence + " lies before the place of sequence " + near.sequence());
    }
    JournalReader reader = new JournalReader(List.of(directory), fromSequence);
    try {
      if (reader.openSegment(near.segment())) {
        reader.cursor.seek(near.position(), near.sequence());
      } else {
        reader.seek();
      }
      return reader;
    } catch (IOException | DamagedSegmentException e) {
      reader.close();
      throw unreadable(reader.directories, fromSequence, e);
    } catch (RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /**
   * Goes to another sequence, forwards or back, as if it was opened there; within a segment that
   * costs little.
   *
   * @param near a place at or before {@code fromSequence}
   * @throws JournalException where the place's segment cannot be read; then the reader is where it
   *     was, or of no use any more
   */
  public void seek(long fromSequence, JournalPlace near) {
    if (near.sequence() > fromSequence) {
      throw new IllegalArgumentException(
          "fromSequence=" + fromSequence + " lies before the place of sequence " + near.sequence());
    }
    try {
      if (cursor.head().number() != near.segment() && !openSegment(near.segment())) {
        throw new JournalException(
            "journal " + name(directories) + ": segment " + near.segment() + " has no head");
      }
    } catch (IOException | DamagedSegmentException e) {
      throw unreadable(directories, fromSequence, e);
    }
    cursor.seek(near.position(), near.sequence());
    nextSequence = fromSequence;
  }

  /**
   * The sequence that a journal begins with: 1, or a later one where older segments were archived.
   *
   * @throws JournalException where the directory is no journal
   */
  public static long firstSequence(Path directory) {
    var first = SegmentFiles.list(directory).firstEntry();
    if (first != null) {
      try (SegmentCursor segment = new SegmentCursor(first.getValue(), first.getKey())) {
        SegmentHead head = segment.readHead();
        if (head != null) {
          return head.firstSequence();
        }
      } catch (IOException | DamagedSegmentException e) {
        throw new JournalException("journal " + directory + ": " + e.getMessage(), e);
      }
    }
    throw new JournalException("there is no journal at " + directory + ": no segment in it");
  }

  /** The segments of a journal, oldest first; reads the head of each and the tail of the last. */
  public static List<SegmentInfo> segments(Path directory) {
    return segments(List.of(directory));
  }

  /** The same of a journal in several directories, see {@link #open(List, long)}. */
  public static List<SegmentInfo> segments(List<Path> directories) {
    List<SegmentInfo> infos = new ArrayList<>();
    NavigableMap<Integer, Path> files = SegmentFiles.list(directories);
    try {
      for (var entry : files.entrySet()) {
        try (SegmentCursor segment = new SegmentCursor(entry.getValue(), entry.getKey())) {
          SegmentHead head = segment.readHead();
          if (head == null) {
            break; // its writer is making it at this moment
          }
          segment.seekLastExcerpt();
          while (segment.available()) {
            segment.skip();
          }
          infos.add(
              new SegmentInfo(
                  head.number(),
                  entry.getValue(),
                  head.firstSequence(),
                  segment.expectedSequence() - 1,
                  segment.position()));
        }
      }
    } catch (IOException | DamagedSegmentException e) {
      throw new JournalException("journal " + name(directories) + ": " + e.getMessage(), e);
    }
    return infos;
  }

  /**
   * Up to where the writer of a journal noted to have forced it; empty where that is not known.
   * What is read of the journal after this call reaches that far, unless something is damaged.
   *
   * @throws JournalException where it cannot be read
   */
  public static OptionalLong forcedSequence(Path directory) {
    try {
      ForcedWatermark.Mark mark = ForcedWatermark.read(directory);
      return mark == null ? OptionalLong.empty() : OptionalLong.of(mark.sequence());
    } catch (IOException e) {
      throw new JournalException(
          ForcedWatermark.file(directory) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void seek() throws IOException, DamagedSegmentException {
    NavigableMap<Integer, Path> files = SegmentFiles.list(directories);
    if (files.isEmpty()) {
      throw new JournalException(
          "there is no journal at " + name(directories) + ": no segment in it");
    }
    int low = files.firstKey();
    int high = files.lastKey();
    if (!openSegment(high)) {
      high--; // its writer is making it at this moment
    }
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (!openSegment(middle)) {
        throw new JournalException(
            "journal " + name(directories) + ": segment " + files.get(middle) + " has no head");
      }
      if (cursor.head().firstSequence() <= nextSequence) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (high < low || !openSegment(low)) {
      throw new JournalException(
          "there is no journal at "
              + name(directories)
              + " yet: segment "
              + files.get(low)
              + " has no head");
    }
    if (cursor.head().firstSequence() > nextSequence) {
      throw new JournalException(
          "journal "
              + name(directories)
              + " begins with sequence "
              + cursor.head().firstSequence()
              + ", asked for was "
              + nextSequence);
    }
    cursor.seekExcerptOf(nextSequence);
  }

  /** Makes a segment the current one, unless its head is not there yet. */
  private boolean openSegment(int number) throws IOException, DamagedSegmentException {
    SegmentCursor opened = new SegmentCursor(SegmentFiles.file(directories, number), number);
    try {
      if (opened.readHead() == null) {
        opened.close();
        return false;
      }
    } catch (IOException | DamagedSegmentException | RuntimeException e) {
      opened.close();
      throw e;
    }
    if (cursor != null) {
      cursor.close();
    }
    cursor = opened;
    following = SegmentFiles.file(directories, number + 1).toFile();
    definitionsGiven = false;
    return true;
  }

  /**
   * Hands over the records that can be read now, up to a sequence and a number of excerpts. Before
   * the first record, and again at the head of each further segment, come the definitions.
   *
   * <p>Where the handler throws, the same record is handed over again by the next call.
   *
   * @param upToSequence no record after it is handed over; a follower of a live journal gives the
   *     forced sequence
   * @param maxExcerpts a bound on the work of one call; an excerpt left half-way counts in the next
   *     call again, one on the way from a place to the first record does not
   * @return how many records were handed over; 0 where there is none yet
   * @throws JournalException at a record that is damaged, or out of sequence
   */
  public int poll(JournalHandler handler, long upToSequence, int maxExcerpts) {
    if (cursor == null) {
      throw new JournalException("the reader of journal " + name(directories) + " is closed");
    }
    int records = 0;
    int excerpts = 0;
    SegmentCursor countedIn = null;
    int counted = 0;
    try {
      giveDefinitions(handler);
      // once the last one asked for is handed over, the next is not looked at: it may be damaged
      while ((records == 0 || nextSequence <= upToSequence) && available(handler)) {
        long sequence = cursor.sequence();
        if (sequence > upToSequence) {
          break;
        }
        if (sequence >= nextSequence) {
          if (cursor != countedIn || cursor.excerptsRead() != counted) {
            if (excerpts == maxExcerpts) {
              break;
            }
            excerpts++;
            countedIn = cursor;
            counted = cursor.excerptsRead();
          }
          handler.onRecord(
              sequence, cursor.buffer(), cursor.payloadOffset(), cursor.payloadLength());
          nextSequence = sequence + 1;
          records++;
        }
        cursor.skip();
      }
    } catch (IOException | DamagedSegmentException e) {
      throw unreadable(directories, nextSequence, e);
    }
    return records;
  }

  private boolean available(JournalHandler handler) throws IOException, DamagedSegmentException {
    while (!cursor.available()) {
      if (!following.exists()) {
        return false;
      }
      // Once the next segment exists, nothing is added to this one: one more look is the last.
      if (cursor.available()) {
        return true;
      }
      long expected = cursor.expectedSequence();
      if (!openNext(cursor.head().number() + 1)) {
        return false;
      }
      if (cursor.head().firstSequence() != expected) {
        throw new JournalException(
            "journal "
                + name(directories)
                + ": segment "
                + cursor.head().number()
                + " begins with sequence "
                + cursor.head().firstSequence()
                + ", the one before it ended with "
                + (expected - 1));
      }
      giveDefinitions(handler);
    }
    return true;
  }

  /** False while its writer is making it. Where a later one is there, its head will never come. */
  private boolean openNext(int number) throws IOException, DamagedSegmentException {
    if (openSegment(number)) {
      return true;
    }
    if (!SegmentFiles.file(directories, number + 1).toFile().exists()) {
      return false;
    }
    // it may have been made, and the later one begun, since the first look
    if (openSegment(number)) {
      return true;
    }
    throw new JournalException(
        "journal "
            + name(directories)
            + ": segment "
            + SegmentFiles.file(directories, number)
            + " has no head; records after it are there. "
            + JournalCheck.ADVICE);
  }

  private void giveDefinitions(JournalHandler handler) {
    if (!definitionsGiven) {
      List<byte[]> definitions = cursor.head().definitions();
      for (int ordinal = 0; ordinal < definitions.size(); ordinal++) {
        definition.wrap(definitions.get(ordinal));
        handler.onDefinition(ordinal, definition, 0, definition.capacity());
      }
      definitionsGiven = true;
    }
  }

  /**
   * Where the record handed over last stands; null before the first. For {@link #open(Path, long,
   * JournalPlace)}.
   */
  public JournalPlace place() {
    return cursor == null ? null : cursor.place();
  }

  /** The sequence of the next record. */
  public long nextSequence() {
    return nextSequence;
  }

  private static String name(List<Path> directories) {
    return directories.stream().map(Path::toString).collect(joining(" and "));
  }

  private static JournalException unreadable(List<Path> directories, long sequence, Exception e) {
    return new JournalException(
        "journal "
            + name(directories)
            + " cannot be read from sequence "
            + sequence
            + " on: "
            + e.getMessage(),
        e);
  }

  @Override
  public void close() {
    if (cursor != null) {
      try {
        cursor.close();
      } catch (IOException e) {
        throw new JournalException(
            "the reader of journal " + name(directories) + " did not close", e);
      } finally {
        cursor = null;
      }
    }
  }
}
