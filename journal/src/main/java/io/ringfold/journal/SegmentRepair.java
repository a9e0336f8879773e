package io.ringfold.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import net.openhft.chronicle.bytes.Bytes;
import org.agrona.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a torn tail: keeps the damaged file whole as evidence, builds the good part of the segment
 * anew beside the journal, and puts it in place by an atomic rename. Where this is interrupted, the
 * damaged file still stands in its place and the next opening does it again; a copy too many is
 * kept then.
 */
final class SegmentRepair {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentRepair.class);

  private static final int COPY_BYTES = 64 << 10;

  private final JournalConfig config;
  private final Forcer forcer;
  private final int blockBytes;
  private final Path workshop;

  SegmentRepair(JournalConfig config, Forcer forcer, int blockBytes) {
    this.config = config;
    this.forcer = forcer;
    this.blockBytes = blockBytes;
    this.workshop = config.directory().resolve(SegmentFiles.REPAIR);
  }

  /** Removes what a repair that did not come to its end has left. */
  void clear() throws IOException {
    if (!Files.exists(workshop)) {
      return;
    }
    Files.walkFileTree(
        workshop,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * @param tear what is torn, for the log
   * @param goodEnd where it is cut, at the border of a record
   */
  void cut(SegmentScan scan, String tear, long goodEnd) throws IOException {
    Path evidence = keep(scan.file());
    if (scan.head() == null) {
      Files.delete(scan.file());
    } else {
      clear();
      Files.createDirectory(workshop);
      build(scan, goodEnd);
      Path built = SegmentFiles.file(workshop, scan.number());
      forcer.force(built);
      Files.move(
          built, scan.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    forcer.force(config.directory());
    clear();
    LOG.warn(
        "cut the torn tail of journal segment {}: {}. Records up to sequence {} are kept{}; the"
            + " damaged file is kept whole as {}",
        scan.file(),
        tear,
        scan.nextSequence() - 1,
        goodEnd == scan.goodEnd() ? "" : ", those of the last batch from the commit log",
        evidence);
  }

  private Path keep(Path damaged) throws IOException {
    Path directory = config.damagedDirectory();
    Files.createDirectories(directory);
    Path evidence;
    int copy = 1;
    do {
      evidence = directory.resolve(damaged.getFileName() + "." + copy++);
    } while (Files.exists(evidence));
    copySparsely(damaged, evidence);
    forcer.force(directory);
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      forcer.force(parent);
    }
    return evidence;
  }

  /** The same bytes, but blocks of zeros stay holes: most of a segment may not be written yet. */
  private void copySparsely(Path from, Path to) throws IOException {
    try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel target =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(COPY_BYTES);
      ByteBuffer zeros = ByteBuffer.allocate(COPY_BYTES);
      long size = source.size();
      for (long at = 0; at < size; ) {
        block.clear();
        int read = source.read(block, at);
        block.flip();
        // The last block is written in any case: it gives the copy its length.
        if (at + read >= size || !block.equals(zeros.clear().limit(read))) {
          while (block.hasRemaining()) {
            target.write(block, at + block.position());
          }
        }
        at += read;
      }
      forcer.force(to, target, true);
    }
  }

  private void build(SegmentScan scan, long goodEnd) throws IOException {
    ByteBuffer excerpt = ByteBuffer.allocateDirect(RecordFormat.MAX_EXCERPT_BYTES);
    Bytes<ByteBuffer> chronicleView = Bytes.wrapForRead(excerpt);
    try (ExcerptCursor cursor = new ExcerptCursor(scan.file());
        SegmentAppender appender = new SegmentAppender(workshop, scan.number(), blockBytes)) {
      while (cursor.position() < goodEnd
          && cursor.next() == ExcerptCursor.Found.EXCERPT
          && cursor.excerptPosition() < goodEnd) {
        long dataPosition = cursor.excerptPosition() + ExcerptCursor.HEADER_BYTES;
        int good = (int) Math.min(cursor.dataLength(), goodEnd - dataPosition);
        excerpt.clear();
        cursor.view().getBytes(cursor.dataOffset(), excerpt, good);
        chronicleView.readPositionRemaining(0, good);
        appender.append(chronicleView);
      }
    } catch (DamagedSegmentException e) {
      throw new IOException(
          "a part that was readable before is not any more: " + e.getMessage(), e);
    } finally {
      chronicleView.releaseLast();
      BufferUtil.free(excerpt);
    }
  }
}
