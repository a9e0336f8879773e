package io.ringfold.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A journal that does not look at checksums, by way of making them right beforehand. */
public final class TornRecords {
  private TornRecords() {}

  /** Gives every record of the last segment the checksum of the bytes that it has. */
  public static void bless(Path journal) {
    if (Files.notExists(journal)) {
      return;
    }
    var last = SegmentFiles.list(journal).lastEntry();
    try {
      while (last != null && blessOne(last.getValue(), last.getKey())) {
        // until none is torn
      }
    } catch (IOException e) {
      // a read that fails as the seed wants it, too: what was blessed so far is
      return;
    }
  }

  private static boolean blessOne(Path file, int number) throws IOException {
    SegmentScan scan = SegmentScan.of(file, number, 1);
    if (scan.head() == null || scan.damage() == null) {
      return false;
    }
    long at = scan.damage().position();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(length, at + RecordFormat.LENGTH_OFFSET);
      int bytes = length.getInt(0);
      if (bytes < RecordFormat.HEADER_BYTES || bytes > channel.size() - at) {
        return false;
      }
      ByteBuffer all = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(all, at);
      int sum = RecordFormat.checksum(all, new CRC32C(), 0, bytes);
      if (sum == all.clear().getInt(RecordFormat.CRC_OFFSET)) {
        return false;
      }
      ByteBuffer right = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(right.putInt(0, sum), at + RecordFormat.CRC_OFFSET);
      return true;
    }
  }

  /** Takes the commit log away, without a word. */
  public static void removeCommitLog(Path journal) {
    try {
      for (Path log : CommitLog.files(journal)) {
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the newest segment away, without a word. */
  public static void removeNewest(Path journal) {
    var last = SegmentFiles.list(journal).lastEntry();
    try {
      if (last != null) {
        Files.delete(last.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
