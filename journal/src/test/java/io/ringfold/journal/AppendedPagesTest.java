package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.bytes.MappedBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pages that were let go are out of the mapping, and nothing that was written is lost. */
class AppendedPagesTest {

  private static final int CHUNK = 4 << 20;
  private static final int OVERLAP = 1 << 20;

  @TempDir Path directory;

  private Path file;
  private MappedBytes bytes;

  @BeforeEach
  void map() throws IOException {
    file = directory.resolve("segment");
    bytes = MappedBytes.mappedBytes(file.toFile(), CHUNK, OVERLAP);
  }

  @AfterEach
  void close() {
    bytes.releaseLast();
  }

  private void write(int from, int to) {
    for (int at = from; at < to; at += Long.BYTES) {
      bytes.writeLong(at, value(at));
    }
  }

  private static long value(int at) {
    return at * 0x9E3779B97F4A7C15L;
  }

  /** Of the file, in the memory of this process: what is mapped of it and there. */
  private long residentKilobytes() throws IOException {
    long resident = 0;
    boolean ours = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        ours = line.endsWith(file.toString());
      } else if (ours && line.startsWith("Rss:")) {
        resident += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return resident;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pagesThatWereLetGoAreNotMappedAnyMore() throws IOException {
    write(0, 3 << 20);
    long before = residentKilobytes();
    new AppendedPages(bytes, 100, (3 << 20) - 100).letGo();
    long gone = before - residentKilobytes();
    assertTrue(gone >= 3000, gone + " of " + before + " KiB let go");
  }

  @Test
  void whatWasWrittenIsInTheMappingAndInTheFile() throws IOException {
    write(0, 3 << 20);
    AppendedPages pages = new AppendedPages(bytes, 0, 3 << 20);
    // goes on while they are let go
    write(3 << 20, 4 << 20);
    pages.letGo();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
    }
    ByteBuffer onDisk = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    for (int at = 0; at < 4 << 20; at += Long.BYTES) {
      assertEquals(value(at), bytes.readLong(at), () -> "in the mapping");
      assertEquals(value(at), onDisk.getLong(at), () -> "in the file");
    }
  }

  @Test
  void onlyWhatIsMappedNowIsLetGo() throws IOException {
    write(0, 2 * CHUNK);
    for (long[] range : List.of(new long[] {0, CHUNK}, new long[] {CHUNK / 2, 2L * CHUNK})) {
      new AppendedPages(bytes, range[0], range[1]).letGo();
    }
    for (int at = 0; at < 2 * CHUNK; at += Long.BYTES) {
      assertEquals(value(at), bytes.readLong(at));
    }
  }

  @Test
  void thePagesStayMappedUntilTheyAreLetGo() {
    write(0, 3 << 20);
    AppendedPages pages = new AppendedPages(bytes, 0, 3 << 20);
    int held = bytes.bytesStore().refCount();
    pages.letGo();
    assertEquals(held - 1, bytes.bytesStore().refCount());
  }

  @Test
  void aFewPagesAreNotWorthIt() throws IOException {
    write(0, 1 << 19);
    int references = bytes.bytesStore().refCount();
    AppendedPages pages = new AppendedPages(bytes, 0, 1 << 19);
    assertEquals(references, bytes.bytesStore().refCount());
    pages.letGo();
    assertEquals(value(8), bytes.readLong(8));
  }
}
