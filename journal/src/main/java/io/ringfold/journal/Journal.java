package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import net.openhft.chronicle.bytes.Bytes;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records on disk, as their one writer sees them: append, force, close.
 *
 * <p>Nothing that was appended is durable before {@link #force()} returned. A failed append or
 * force leaves the journal unusable: every later call throws; the owner has to stop.
 *
 * <p>Single-threaded, but for {@link #forcedSequence()}. Never interrupt the thread: it would close
 * the file that is forced, and so fail the journal.
 */
public final class Journal implements Closeable {

  /** The longest record that {@link #add} takes. */
  public static final int MAX_RECORD_BYTES = RecordFormat.MAX_PAYLOAD_BYTES;

  /** In pieces of this a segment's file grows, but where {@link #open} is told otherwise. */
  public static final int BLOCK_BYTES = SegmentAppender.BLOCK_BYTES;

  private static final long LOOK_AT_SPACE_EACH_BYTES = 4L << 20;

  /** A segment that was begun and, before it, one whose end was not reached. */
  private static final int MAX_REPAIRS = 2;

  /** Stays free, so that a stop in order, with its snapshot, still finds room. */
  private static final long MIN_USABLE_BYTES = 64L << 20;

  private static final long FIRST_COMMIT_LOG_BYTES = 4L << 20;

  /**
   * After so much the segments are forced behind the commit log, or after half of what the log
   * holds. Pieces that are smaller compete more often with the log for the disk, larger ones for
   * longer.
   */
  private static final long KEEP_EACH_BYTES = 16L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final JournalConfig config;
  private final Forcer forcer;
  private final int blockBytes;
  private final RecordBatch batch = new RecordBatch(RecordFormat.SPLIT_BYTES);
  private final List<byte[]> definitions = new ArrayList<>();
  private final SegmentKeeper keeper;
  private HashChain chain = new HashChain();

  /** Null without one. */
  private CommitLog commitLog;

  /** Up to where the file of the commit log that is not written to has records. */
  private long turnedOverAt;

  private boolean mayGrow;

  /** In the last segment; null where nothing is done in the background. */
  private RoomAhead room;

  private ByteBuffer zeros;

  /** Up to where in the last segment's file the keeper was told to force. */
  private long keptTo;

  /** Something was appended since the last force that the commit log has no room for. */
  private boolean unlogged;

  /** Up to where the segments themselves were forced. Written by the keeper, too. */
  private volatile long segmentsForcedSequence;

  private FileStore disk;
  private long unlookedBytes = LOOK_AT_SPACE_EACH_BYTES;
  private SegmentAppender appender;
  private FileChannel segment;
  private ForcedWatermark watermark;
  private Path segmentFile;
  private int segmentNumber;
  private long segmentUsedBytes;

  /** Of the segments before the last one. */
  private long earlierBytes;

  private volatile long sizeBytes;
  private long addedSequence;
  private long appendedSequence;

  /** The batch was written, but its last excerpt is not in the chain yet. */
  private boolean batchAppended;

  private volatile long forcedSequence;
  private Throwable failure;
  private boolean closed;

  private Journal(JournalConfig config, Forcer forcer, int blockBytes) {
    this.config = config;
    this.forcer = forcer;
    this.blockBytes = blockBytes;
    this.keeper = new SegmentKeeper(forcer.inBackground());
  }

  /**
   * Opens the journal in a directory for appending, makes one where the directory is empty, and
   * checks every record from {@code checkFrom} on. The caller holds the lock on the data directory.
   *
   * <p>A torn tail, what a writer that died left behind the last whole record, is cut; the damaged
   * file is kept in {@link JournalConfig#damagedDirectory()} and a warning tells so. What was read
   * back is forced, so all of it is durable when this returns.
   *
   * <p>What had been forced, as {@link ForcedWatermark} tells, is never taken for a torn tail.
   *
   * @throws JournalException where this is no journal, or one that cannot be trusted; then nothing
   *     was changed
   */
  public static Journal open(JournalConfig config, long checkFrom) {
    return open(config, checkFrom, Forcer.DISK, SegmentAppender.BLOCK_BYTES);
  }

  /**
   * The same with another way to the disk, and with smaller files: for tests and the simulation.
   *
   * @param blockBytes in which a segment's file grows; bounds a record to a quarter of it
   */
  public static Journal open(JournalConfig config, long checkFrom, Forcer forcer, int blockBytes) {
    Journal journal = new Journal(config, forcer, blockBytes);
    try {
      journal.start(checkFrom);
      return journal;
    } catch (IOException e) {
      journal.release();
      throw new JournalException(
          "the journal " + config.directory() + " could not be opened: " + e, e);
    } catch (JournalException e) {
      journal.release();
      throw e;
    } catch (RuntimeException | Error e) {
      journal.release();
      throw new JournalException(
          "the journal " + config.directory() + " could not be opened by Chronicle Queue: " + e, e);
    }
  }

  private void start(long checkFrom) throws IOException {
    Path directory = config.directory();
    prepareDirectory(directory);
    disk = Files.getFileStore(directory);
    requireRoomToStart();
    LoggedExcerpts logged = LoggedExcerpts.read(directory);
    SegmentScan last = checkedLastSegment(checkFrom, ForcedWatermark.read(directory), logged);
    watermark = ForcedWatermark.open(directory);
    if (last == null) {
      appender = new SegmentAppender(directory, 1, blockBytes);
      startSegment();
    } else {
      goOn(last);
    }
    // all that is in the segments is on disk: what the log holds is not needed any more
    if (config.commitLogBytes() > 0) {
      commitLog =
          CommitLog.open(
              directory,
              forcer,
              Math.min(FIRST_COMMIT_LOG_BYTES, config.commitLogBytes()),
              config.commitLogBytes(),
              logged.generation());
    } else {
      for (Path file : CommitLog.files(directory)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void goOn(SegmentScan last) throws IOException {
    Path directory = config.directory();
    segmentNumber = last.number();
    addedSequence = appendedSequence = last.nextSequence() - 1;
    definitions.addAll(last.head().definitions());
    chain = last.chain();
    segmentUsedBytes = keptTo = last.goodEnd();
    for (var earlier : SegmentFiles.list(directory).headMap(segmentNumber).entrySet()) {
      earlierBytes += SegmentCursor.usedBytes(earlier.getValue(), earlier.getKey());
    }
    sizeBytes = earlierBytes + segmentUsedBytes;
    segmentFile = last.file();
    segment = FileChannel.open(segmentFile, StandardOpenOption.READ, StandardOpenOption.WRITE);
    appender = new SegmentAppender(directory, segmentNumber, blockBytes);
    // A writer that died had appended this; from here on it counts as durable, so make it so.
    Path before = SegmentFiles.file(directory, segmentNumber - 1);
    if (Files.exists(before)) {
      forcer.force(before);
    }
    forceSegment(true);
    forcer.force(directory);
    forcedSequence = segmentsForcedSequence = appendedSequence;
    watermark.set(segmentNumber, forcedSequence, forcer);
    makeRoomAhead();
    if (last.ended()) {
      startSegment();
    }
  }

  /**
   * The last segment, clean and with everything that the commit log has for it; null where there is
   * none. Cuts a torn tail.
   */
  private SegmentScan checkedLastSegment(
      long checkFrom, ForcedWatermark.Mark forced, LoggedExcerpts logged) throws IOException {
    SegmentRepair repair = new SegmentRepair(config, forcer, blockBytes);
    boolean warned = forced != null;
    boolean broughtBack = false;
    for (int repairs = 0; ; ) {
      NavigableMap<Integer, Path> files = SegmentFiles.list(config.directory());
      JournalCheck check = new JournalCheck(config.directory(), files);
      repair.clear();
      if (files.isEmpty()) {
        requireEndNotBefore(checkFrom, 0);
        check.requireForced(forced, 0, 0, null);
        if (!logged.isEmpty()) {
          throw check.refuse("there is no segment, but a commit log of one");
        }
        return null;
      }
      SegmentScan last = check.run(checkFrom);
      long end = last.nextSequence() - 1;
      long reach = logged.reach(last);
      requireEndNotBefore(checkFrom, reach);
      String tear = new TailCheck(last, check).tear();
      check.requireForced(forced, last, reach, tear);
      if (!warned) {
        warnOfNoWatermark();
        warned = true;
      }
      if (tear == null && reach == end) {
        return last;
      }
      if (tear == null && !logged.holdsWhole(last)) {
        if (broughtBack) {
          throw check.refuse(last.file() + " does not hold what was brought back into it");
        }
        logged.bringBack(last, check, forcer, blockBytes);
        broughtBack = true;
        LOG.warn(
            "brought the records {} to {} back from the commit log into journal segment {}: they"
                + " had been forced there, and a loss of power took them from the segment",
            end + 1,
            reach,
            last.file());
        continue;
      }
      if (repairs++ == MAX_REPAIRS
          || (last.head() == null && files.size() == 1 && last.number() > 1)) {
        throw check.refuse(last.file() + " cannot be repaired: " + tear);
      }
      repair.cut(
          last,
          tear == null ? "its last batch is not whole" : tear,
          logged.holdsWhole(last) ? last.lastExcerpt() : last.goodEnd());
    }
  }

  private void warnOfNoWatermark() {
    LOG.warn(
        "{} is missing or unreadable: whether the newest records of the journal had been forced is"
            + " not known, and what is unreadable at its end counts as a torn tail this time; the"
            + " file is made anew",
        ForcedWatermark.file(config.directory()));
  }

  /** Before anything is cut or begun: the files that are missing may still be brought back. */
  private void requireEndNotBefore(long checkFrom, long lastSequence) {
    if (lastSequence < checkFrom - 1) {
      throw new JournalException(
          "the journal "
              + config.directory()
              + " ends at sequence "
              + lastSequence
              + ", but a snapshot stands for sequence "
              + (checkFrom - 1)
              + ": records are missing. Bring the journal's files back from a backup; nothing was"
              + " changed here. "
              + JournalCheck.ACCEPT_LOSS);
    }
  }

  private void prepareDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new JournalException("the journal directory " + directory + " cannot be made: " + e, e);
    }
    if (!Files.isWritable(directory)) {
      throw new JournalException(
          "the journal directory " + directory + " is not writable for this user");
    }
  }

  /** The sequence of the last record that was appended; 0 where there is none. */
  public long lastSequence() {
    return appendedSequence;
  }

  /** The sequence up to which records were forced to disk. Any thread. */
  public long forcedSequence() {
    return forcedSequence;
  }

  /** What was defined so far, in order: the place in this list is a definition's ordinal. */
  public List<byte[]> definitions() {
    return List.copyOf(definitions);
  }

  /**
   * Adds definitions: payloads that records after them refer to by ordinal. Begins a new segment,
   * because definitions stand only at the head of segments, all of them in each. Durable when this
   * returns. Records that were added but not appended yet will stand after it.
   *
   * @throws JournalException also where all definitions together exceed {@link #MAX_RECORD_BYTES};
   *     then nothing was written and the journal stays usable
   */
  public void define(List<byte[]> added) {
    requireUsable();
    if (added.isEmpty()) {
      return;
    }
    long headBytes = RecordFormat.spaceFor(RecordFormat.FLAG_FIRST, RecordFormat.SEGMENT_BYTES);
    for (byte[] definition : definitions) {
      headBytes += RecordFormat.spaceFor((byte) 0, definition.length);
    }
    for (byte[] definition : added) {
      headBytes += RecordFormat.spaceFor((byte) 0, definition.length);
    }
    if (headBytes > RecordFormat.MAX_EXCERPT_BYTES) {
      throw new JournalException(
          "the definitions would take "
              + headBytes
              + " bytes, the head of a segment holds "
              + RecordFormat.MAX_EXCERPT_BYTES);
    }
    for (byte[] definition : added) {
      definitions.add(definition.clone());
    }
    try {
      startSegment();
    } catch (Throwable e) {
      throw fail("beginning segment " + (segmentNumber + 1), e);
    }
  }

  /**
   * Adds a record to the batch that the next {@link #append()} writes.
   *
   * @param sequence one more than that of the record before
   * @throws JournalException where the sequence is another, or the record is longer than {@link
   *     #MAX_RECORD_BYTES}; then nothing was added and the journal stays usable
   */
  public void add(long sequence, DirectBuffer buffer, int offset, int length) {
    requireUsable();
    if (sequence != addedSequence + 1) {
      throw new JournalException(
          "a record of sequence " + sequence + " where " + (addedSequence + 1) + " belongs");
    }
    if (length > MAX_RECORD_BYTES) {
      throw new JournalException(
          "the record of sequence "
              + sequence
              + " has "
              + length
              + " bytes, the limit is "
              + MAX_RECORD_BYTES);
    }
    chainBatch();
    int unforced = (int) Math.min(sequence - segmentsForcedSequence, Integer.MAX_VALUE);
    batch.add(RecordFormat.TYPE_RECORD, sequence, unforced, buffer, offset, length);
    addedSequence = sequence;
  }

  /**
   * Writes the records added since the last call as one excerpt; none: does nothing. More than
   * about a mebibyte is written as several excerpts. Where the segment is full after that, the next
   * one begins, which forces what was appended.
   */
  public void append() {
    requireUsable();
    if (addedSequence == appendedSequence) {
      return;
    }
    try {
      keeper.requireNoFailure();
      requireDiskSpace();
      for (int i = 0; i < batch.excerpts(); i++) {
        if (i > 0) {
          batch.chain(i - 1, chain);
        }
        Bytes<ByteBuffer> excerpt = batch.excerpt(i, chain);
        batch.announce(i, forcer, segmentFile, segmentUsedBytes);
        if (room != null) {
          room.enter(segmentUsedBytes, batch.bytes(i));
        }
        appender.append(excerpt);
        segmentUsedBytes = appender.position();
        logAhead(i);
      }
      sizeBytes = earlierBytes + segmentUsedBytes;
      batchAppended = true;
      appendedSequence = addedSequence;
      if (segmentUsedBytes >= config.segmentBytes()) {
        startSegment();
      } else {
        keepUp();
      }
    } catch (Throwable e) {
      throw fail("appending the records up to sequence " + addedSequence, e);
    }
  }

  /** Adds an excerpt that stands in the segment to the commit log, so that it is forced there. */
  private void logAhead(int excerpt) throws IOException {
    if (commitLog == null || unlogged) {
      unlogged = true;
      return;
    }
    if (!commitLog.hasRoomFor(batch.bytes(excerpt))) {
      if (!commitLog.wouldHaveRoomFor(batch.bytes(excerpt))) {
        unlogged = true;
        return;
      }
      turnOver(batch.firstSequence(excerpt) - 1);
    }
    batch.log(excerpt, commitLog, segmentNumber);
  }

  /**
   * Goes on in the other file of the commit log. What that one holds is on disk in the segments by
   * then, seldom because it is waited for.
   *
   * @param sequence up to which records are in the log
   */
  private void turnOver(long sequence) throws IOException {
    keeper.await();
    if (segmentsForcedSequence < turnedOverAt) {
      forceSegment(false);
      segmentsForcedSequence = sequence;
    }
    commitLog.turnOver();
    turnedOverAt = sequence;
    mayGrow = true;
  }

  /** Lets the keeper force what the commit log holds in the segments, too, and prepare pages. */
  private void keepUp() throws IOException {
    boolean force =
        commitLog != null
            && segmentUsedBytes - keptTo >= Math.min(KEEP_EACH_BYTES, commitLog.currentBytes() / 2);
    boolean prepare = room != null && room.isShort(segmentUsedBytes);
    if (!force && !prepare || !keeper.isIdle()) {
      return;
    }
    long usable = disk.getUsableSpace();
    boolean grow = force && mayGrow && usable > MIN_USABLE_BYTES + 2 * config.commitLogBytes();
    RoomAhead toPrepare = prepare && usable > 4 * MIN_USABLE_BYTES ? room : null;
    Path file = segmentFile;
    FileChannel channel = segment;
    long sequence = appendedSequence;
    AppendedPages pages = force ? unkeptPages() : null;
    if (force) {
      keptTo = segmentUsedBytes;
      mayGrow = false;
    }
    keeper.begin(
        () -> {
          if (toPrepare != null) {
            AppendedPages.makeReady();
            toPrepare.prepare();
          }
          if (force) {
            pages.letGo();
            forcer.force(file, channel, false);
            segmentsForcedSequence = sequence;
          }
          if (grow) {
            commitLog.grow();
          }
        });
  }

  private AppendedPages unkeptPages() {
    return forcer.inBackground() ? appender.pages(keptTo, segmentUsedBytes) : AppendedPages.NONE;
  }

  private void makeRoomAhead() {
    if (forcer.inBackground()) {
      zeros = zeros == null ? RoomAhead.newZeros() : zeros;
      room = new RoomAhead(segment, segmentUsedBytes, zeros);
    }
  }

  /**
   * Takes the last excerpt that was written into the chain, and empties the batch. Not before the
   * next needs it: so nobody waits for the hash who waits for the force, and it is computed while
   * others decide what comes next.
   */
  private void chainBatch() {
    if (batchAppended) {
      batch.chain(batch.excerpts() - 1, chain);
      batch.clear();
      batchAppended = false;
    }
  }

  /**
   * What the segments hold, in bytes: up to the last excerpt of each, whatever room its file has
   * behind it. Any thread.
   */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** What the hash chain comes to with everything that was appended; also after {@link #close}. */
  public ChainHead chainHead() {
    if (failure != null) {
      requireUsable();
    }
    if (!closed) {
      chainBatch();
    }
    return chain.headAt(appendedSequence);
  }

  /** Forces everything appended to disk; returns at once where nothing was appended since. */
  public void force() {
    requireUsable();
    long sequence = appendedSequence;
    if (sequence == forcedSequence) {
      return;
    }
    try {
      keeper.requireNoFailure();
      if (unlogged) {
        forceSegment(false);
        segmentsForcedSequence = sequence;
        unlogged = false;
      } else {
        commitLog.force();
      }
    } catch (Throwable e) {
      throw fail("forcing the records up to sequence " + sequence, e);
    }
    forced(sequence);
  }

  private void forced(long sequence) {
    watermark.note(segmentNumber, sequence);
    forcedSequence = sequence;
  }

  private void forceSegment(boolean metaData) throws IOException {
    forcer.force(segmentFile, segment, metaData);
  }

  /**
   * Forces what any writer has appended to a journal, without being that writer: for a follower of
   * a journal that is not forced batch by batch, before it writes something that stands on the
   * records. Only the last segment can hold bytes that are not on disk. Any thread.
   */
  public static void forceNewest(Path directory, Forcer forcer) {
    var last = SegmentFiles.list(directory).lastEntry();
    if (last == null) {
      return;
    }
    try {
      forcer.force(last.getValue());
    } catch (IOException e) {
      throw new JournalException("forcing " + last.getValue() + " failed: " + e, e);
    }
  }

  /**
   * Begins the next segment with its head. Before that everything in the old one is on disk, so
   * only the last segment can ever have a torn tail; after it the new file, its name and the old
   * one's end mark are.
   */
  private void startSegment() throws IOException {
    if (segment != null) {
      keeper.await();
      unkeptPages().letGo();
      forceSegment(false);
      unlogged = false;
      segmentsForcedSequence = appendedSequence;
      forced(appendedSequence);
    }
    int number = segmentNumber + 1;
    Path file = SegmentFiles.file(config.directory(), number);
    try (RecordBatch head = new RecordBatch(RecordFormat.MAX_EXCERPT_BYTES)) {
      chainBatch();
      SegmentHeadEncoder.encode(head, number, appendedSequence + 1, definitions);
      appender.startSegment(number);
      appender.append(head.excerpt(0, chain));
      head.chain(0, chain);
    }
    if (segment != null) {
      forceSegment(false);
      segment.close();
    }
    segment = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    segmentFile = file;
    forcer.force(file, segment, true);
    forcer.force(config.directory());
    segmentNumber = number;
    earlierBytes += segmentUsedBytes;
    segmentUsedBytes = keptTo = appender.position();
    sizeBytes = earlierBytes + segmentUsedBytes;
    makeRoomAhead();
    watermark.set(segmentNumber, forcedSequence, forcer);
  }

  /**
   * Chronicle writes through a mapping of a sparse file: a full disk would not be an error there
   * but a signal that ends the process. So space is looked after ahead of need.
   */
  private void requireDiskSpace() throws IOException {
    unlookedBytes += batch.bytes();
    if (unlookedBytes >= LOOK_AT_SPACE_EACH_BYTES) {
      long usable = disk.getUsableSpace();
      if (usable < MIN_USABLE_BYTES + unlookedBytes) {
        throw new IOException(
            "the disk is full: "
                + usable
                + " bytes are usable, the journal stops at "
                + MIN_USABLE_BYTES);
      }
      unlookedBytes = 0;
    }
  }

  /** To open the journal is to write to it, through mappings: see {@link #requireDiskSpace}. */
  private void requireRoomToStart() throws IOException {
    long usable = disk.getUsableSpace();
    if (usable < MIN_USABLE_BYTES) {
      throw new JournalException(
          "the journal "
              + config.directory()
              + " was not opened: the disk is full, "
              + usable
              + " bytes are usable and at least "
              + MIN_USABLE_BYTES
              + " are needed. Make room and start again; nothing was changed");
    }
  }

  private void requireUsable() {
    if (failure != null) {
      throw new JournalException(
          "the journal " + config.directory() + " is unusable since " + failure.getMessage(),
          failure);
    }
    if (closed) {
      throw new JournalException("the journal " + config.directory() + " is closed");
    }
  }

  private JournalException fail(String what, Throwable cause) {
    failure =
        new JournalException(
            what
                + " failed: "
                + cause
                + " (segment "
                + segmentNumber
                + " of "
                + config.directory()
                + ")",
            cause);
    return (JournalException) failure;
  }

  /** Forces what was appended, unless the journal has failed, and gives the files back. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (failure == null) {
        forceAll();
        forceWatermark();
        chainBatch();
      }
    } finally {
      release();
    }
  }

  /** So that a copy of the segments alone is whole. */
  private void forceAll() {
    if (segmentsForcedSequence < appendedSequence) {
      try {
        keeper.await();
        forceSegment(false);
        segmentsForcedSequence = appendedSequence;
      } catch (Throwable e) {
        throw fail("forcing the records up to sequence " + appendedSequence, e);
      }
      forced(appendedSequence);
    }
  }

  /**
   * Gives the files back as they are, without forcing anything: after a failure elsewhere, when
   * nothing more is to be told of. Calling it again, or after {@link #close}, does nothing.
   */
  public void abandon() {
    if (!closed) {
      release();
    }
  }

  /** It may stay older on disk than it is: no promise stands on that it survives a power cut. */
  private void forceWatermark() {
    try {
      watermark.force(forcer);
    } catch (IOException e) {
      LOG.warn("forcing {} failed", ForcedWatermark.file(config.directory()), e);
    }
  }

  private void release() {
    closed = true;
    keeper.close();
    if (appender != null) {
      appender.close();
    }
    if (segment != null) {
      try {
        segment.close();
      } catch (IOException e) {
        LOG.warn("closing segment {} of {} failed", segmentNumber, config.directory(), e);
      }
    }
    if (commitLog != null) {
      try {
        commitLog.close();
      } catch (IOException e) {
        LOG.warn("closing the commit log of {} failed", config.directory(), e);
      }
    }
    if (zeros != null) {
      BufferUtil.free(zeros);
      zeros = null;
    }
    if (watermark != null) {
      try {
        watermark.close();
      } catch (IOException e) {
        LOG.warn("closing {} failed", ForcedWatermark.file(config.directory()), e);
      }
    }
    batch.close();
  }
}
