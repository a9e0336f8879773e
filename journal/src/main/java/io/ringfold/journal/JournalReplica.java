package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import net.openhft.chronicle.bytes.Bytes;
import org.agrona.BufferUtil;

/**
 * Copies a journal excerpt by excerpt into another directory, beside its writer or without one; for
 * backups, restores and archives. Every excerpt is checked on the way, the copy holds whole ones
 * only and is itself a journal that can be appended to. A copy that was cut, or whose original has
 * grown, is gone on with where it ends, after it was found to be a beginning of the original.
 *
 * <p>Excerpts are copied and not files: the file that is being written to has marks of its writer
 * in it which are ahead of what can be read, and would look torn.
 */
public final class JournalReplica implements Closeable {

  private static final int PROGRESS_EXCERPTS = 1024;

  private final Path source;
  private final Path target;
  private final int blockBytes;
  private final JournalVerification.Progress progress;
  private final ByteBuffer excerpt = ByteBuffer.allocateDirect(RecordFormat.MAX_EXCERPT_BYTES);
  private final Bytes<ByteBuffer> chronicleView = Bytes.wrapForRead(excerpt);

  private SegmentAppender appender;

  /** What the copy comes to; null as long as there is none. */
  private HashChain chain;

  private long lastSequence;
  private int lastSegment;
  private long doneBytes;
  private long targetBytes;

  private JournalReplica(
      Path source, Path target, int blockBytes, JournalVerification.Progress progress) {
    this.source = source;
    this.target = target;
    this.blockBytes = blockBytes;
    this.progress = progress;
  }

  /**
   * Copies what the source holds now, and forces it to disk.
   *
   * @param toSegment the number of the last segment to copy, at most
   * @return the head of the chain that the copy ends with
   * @throws JournalException where either cannot be read, or the copy is of another journal
   */
  public static ChainHead copy(
      Path source, Path target, int toSegment, JournalVerification.Progress progress) {
    return copy(source, target, toSegment, SegmentAppender.BLOCK_BYTES, progress);
  }

  /** The same with smaller files. */
  static ChainHead copy(
      Path source,
      Path target,
      int toSegment,
      int blockBytes,
      JournalVerification.Progress progress) {
    try (JournalReplica replica = new JournalReplica(source, target, blockBytes, progress)) {
      return replica.copy(toSegment);
    } catch (IOException | DamagedSegmentException e) {
      throw new JournalException(
          "copying the journal "
              + source
              + " to "
              + target
              + " failed: "
              + (e instanceof IOException ? e : e.getMessage()),
          e);
    }
  }

  private ChainHead copy(int toSegment) throws IOException, DamagedSegmentException {
    // before the listing: a writer at work goes on meanwhile, also to segments that are not in it
    ForcedWatermark.Mark forced = ForcedWatermark.read(source);
    NavigableMap<Integer, Path> files = SegmentFiles.list(source).headMap(toSegment, true);
    if (files.isEmpty()) {
      throw new JournalException("there is no journal in " + source + ": no segment in it");
    }
    for (Path file : files.values()) {
      targetBytes += Files.size(file);
    }
    Files.createDirectories(target);
    resume(files);
    for (var entry : files.tailMap(Math.max(lastSegment, files.firstKey()), true).entrySet()) {
      copySegment(entry.getKey(), entry.getValue());
      doneBytes += Files.size(entry.getValue());
      progress.at(doneBytes, targetBytes);
    }
    if (chain == null) {
      throw new JournalException("there is no journal in " + source + " yet: no head in it");
    }
    if (toSegment > files.lastKey()) {
      requireNoneInCommitLogAlone(forced);
      new JournalCheck(source, files).requireForced(forced, lastSegment, lastSequence, null);
    }
    noteForced();
    Forcer.DISK.force(target);
    return chain.headAt(lastSequence);
  }

  /** As a power cut may leave it: whole, but not in the segments, which are what is copied. */
  private void requireNoneInCommitLogAlone(ForcedWatermark.Mark forced) throws IOException {
    if (forced != null
        && forced.sequence() > lastSequence
        && LoggedExcerpts.read(source).reach(lastSegment, lastSequence) >= forced.sequence()) {
      throw new JournalException(
          "the sequences "
              + (lastSequence + 1)
              + " to "
              + forced.sequence()
              + " of the journal "
              + source
              + " are in its commit log only, as a loss of power leaves it; start a server on it"
              + " once, which brings them back into the segments, then copy it");
    }
  }

  private void noteForced() throws IOException {
    try (ForcedWatermark watermark = ForcedWatermark.open(target)) {
      watermark.set(lastSegment, lastSequence, Forcer.DISK);
    }
  }

  /** Finds the end of the copy. Its last segment, where it was cut, is copied anew. */
  private void resume(NavigableMap<Integer, Path> files) throws IOException {
    NavigableMap<Integer, Path> copied = SegmentFiles.list(target);
    if (copied.isEmpty()) {
      return;
    }
    SegmentScan last = scanLast(copied);
    if (files.containsKey(last.number()) && isTorn(last, copied)) {
      Files.delete(last.file());
      copied.remove(last.number());
      if (copied.isEmpty()) {
        return;
      }
      last = scanLast(copied);
    }
    if (last.head() == null || last.damage() != null) {
      throw new JournalException(
          "the copy " + target + " is damaged: " + last.damage() + ". Copy to another directory");
    }
    if (last.number() < files.firstKey() - 1 || last.number() > files.lastKey()) {
      throw new JournalException(
          "the copy "
              + target
              + " ends in segment "
              + last.number()
              + ", and "
              + source
              + " holds segments "
              + files.firstKey()
              + " to "
              + files.lastKey()
              + ": that does not join. Copy to another directory");
    }
    chain = last.chain();
    lastSequence = last.nextSequence() - 1;
    lastSegment = last.number();
    for (Path file : files.headMap(lastSegment).values()) {
      doneBytes += Files.size(file);
    }
  }

  private static SegmentScan scanLast(NavigableMap<Integer, Path> files) throws IOException {
    return SegmentScan.of(files.lastEntry().getValue(), files.lastKey(), 1);
  }

  private boolean isTorn(SegmentScan scan, NavigableMap<Integer, Path> copied) throws IOException {
    return scan.head() == null
        || scan.damage() != null
        || new TailCheck(scan, new JournalCheck(target, copied)).tear() != null;
  }

  private void copySegment(int number, Path file) throws IOException, DamagedSegmentException {
    try (ChainWalk walk = new ChainWalk(file, number)) {
      SegmentHead head = walk.begin();
      if (head == null) {
        return; // its writer is making it at this moment
      }
      boolean copying = number != lastSegment;
      if (copying && chain != null && !head.chainBefore().equals(chain)) {
        throw notOurs(file);
      }
      int excerpts = 0;
      do {
        if (copying) {
          append(number, walk);
        } else {
          copying = walk.chain().equals(chain);
        }
        if (++excerpts % PROGRESS_EXCERPTS == 0) {
          progress.at(doneBytes + walk.position(), targetBytes);
        }
      } while (walk.next());
      if (!copying) {
        throw notOurs(file);
      }
      chain = walk.chain();
      lastSequence = walk.nextSequence() - 1;
      lastSegment = number;
      Forcer.DISK.force(SegmentFiles.file(target, number));
    }
  }

  private void append(int number, ChainWalk walk) throws IOException {
    if (appender == null) {
      // at the end of what is there, as a server opens its journal
      appender = new SegmentAppender(target, lastSegment == 0 ? number : lastSegment, blockBytes);
    }
    appender.startSegment(number);
    excerpt.clear();
    walk.buffer().getBytes(walk.offset(), excerpt, walk.length());
    chronicleView.readPositionRemaining(0, walk.length());
    appender.append(chronicleView);
  }

  private JournalException notOurs(Path file) {
    return new JournalException(
        target
            + " is no copy of "
            + source
            + ": it does not join "
            + file
            + ", one of the two is of another journal or was changed. Verify both, or copy to"
            + " another directory");
  }

  @Override
  public void close() {
    if (appender != null) {
      appender.close();
    }
    chronicleView.releaseLast();
    BufferUtil.free(excerpt);
  }
}
