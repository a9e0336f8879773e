package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a writer or a machine that died leaves behind the last whole record, and what it is not.
 * Where a tail is to be torn, the note of what had been forced is taken away: with it nothing that
 * was forced passes for torn, see {@link ForcedWatermarkTest}.
 */
class TornTailTest {

  private static final int PAGE = 4096;

  @TempDir Path data;

  private JournalConfig config;

  @BeforeEach
  void configure() {
    config = TestJournal.config(data);
  }

  /** Two segments, the second with two batches of two records. */
  private void writeTwoSegments() throws IOException {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 3);
      TestJournal.define(journal, "one");
      TestJournal.write(journal, 2);
      TestJournal.write(journal, 2);
    }
    TestJournal.forgetWatermark(config);
  }

  private Path lastFile() {
    var segments = JournalReader.segments(config.directory());
    return segments.get(segments.size() - 1).file();
  }

  private Path evidence(int copy) {
    return config.damagedDirectory().resolve(lastFile().getFileName() + "." + copy);
  }

  /** The ends of the last segment's records. */
  private int[] recordEnds() throws IOException, DamagedSegmentException {
    int[] ends = new int[100];
    int count = 0;
    try (SegmentCursor cursor = new SegmentCursor(lastFile(), 2)) {
      cursor.readHead();
      while (cursor.available()) {
        cursor.skip();
        ends[count++] = (int) cursor.position();
      }
    }
    return Arrays.copyOf(ends, count);
  }

  private void assertGoesOn(long last) {
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(last, journal.lastSequence());
      assertEquals(last, journal.forcedSequence());
      TestJournal.write(journal, 3);
    }
    assertHolds(config.directory(), 1, last + 3);
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(last + 3, journal.lastSequence());
    }
  }

  @Test
  void aFileCutShortAnywhereInItsLastRecordsKeepsThoseBefore() throws Exception {
    writeTwoSegments();
    int[] ends = recordEnds();
    Path file = lastFile();
    Map<Path, byte[]> whole = TestJournal.contents(config.directory());
    for (int cut = ends[3]; cut >= ends[0]; cut--) {
      TestJournal.restore(config, whole);
      byte[] damaged = Arrays.copyOf(Files.readAllBytes(file), cut);
      Files.write(file, damaged);
      long last = 3;
      for (int end : ends) {
        last += end <= cut ? 1 : 0;
      }
      if (cut % 8 == 0) {
        assertGoesOn(last);
      } else {
        try (Journal journal = TestJournal.open(config)) {
          assertEquals(last, journal.lastSequence(), "cut at " + cut);
        }
      }
      assertEquals(cut < ends[3], Files.exists(evidence(1)), "evidence of a cut at " + cut);
      if (cut < ends[3] && cut % 16 != 0) {
        assertArrayEquals(
            damaged, Arrays.copyOf(Files.readAllBytes(evidence(1)), cut), "kept, cut at " + cut);
      }
      assertFalse(Files.exists(evidence(2)), "one copy is enough, cut at " + cut);
    }
  }

  @Test
  void aLastRecordWithAnyBitFlippedIsCut() throws Exception {
    writeTwoSegments();
    int[] ends = recordEnds();
    Path file = lastFile();
    Map<Path, byte[]> whole = TestJournal.contents(config.directory());
    for (int bit = ends[2] * 8; bit < ends[3] * 8; bit++) {
      TestJournal.restore(config, whole);
      flip(file, bit);
      if (bit % 8 == bit / 8 % 8) {
        try (Journal journal = TestJournal.open(config)) {
          assertEquals(6, journal.lastSequence(), "bit " + bit);
          assertArrayEquals(flipped(whole.get(file), bit), Files.readAllBytes(evidence(1)));
        }
      } else {
        // the same without Chronicle, for time's sake
        JournalCheck check = new JournalCheck(config.directory(), TestJournal.list(config));
        SegmentScan scan = check.run(1);
        assertEquals(7, scan.nextSequence(), "bit " + bit);
        assertNotNull(new TailCheck(scan, check).tear(), "bit " + bit);
      }
    }
  }

  @Test
  void anyBitFlippedInTheLastExcerptsHeaderIsCutOrRefusedButNeverRead() throws Exception {
    writeTwoSegments();
    int header = recordEnds()[1];
    Map<Path, byte[]> whole = TestJournal.contents(config.directory());
    Path file = lastFile();
    for (int bit = header * 8; bit < (header + 4) * 8; bit++) {
      TestJournal.restore(config, whole);
      flip(file, bit);
      Map<Path, byte[]> before = TestJournal.contents(config.directory());
      try (Journal journal = TestJournal.open(config)) {
        assertTrue(journal.lastSequence() <= 7, "bit " + bit);
        assertHolds(config.directory(), 1, journal.lastSequence());
        assertTrue(Files.exists(evidence(1)));
      } catch (JournalException refusal) {
        TestJournal.assertUnchanged(before, config.directory());
      }
    }
  }

  @Test
  void aBitFlippedBeforeReadableRecordsIsRefusedAndNothingIsChanged() throws Exception {
    writeTwoSegments();
    int[] ends = recordEnds();
    Path file = lastFile();
    Map<Path, byte[]> whole = TestJournal.contents(config.directory());
    for (int at = ends[0]; at < ends[1]; at += 3) {
      TestJournal.restore(config, whole);
      flip(file, at * 8 + 5);
      Map<Path, byte[]> before = TestJournal.contents(config.directory());
      JournalException refusal =
          assertThrows(JournalException.class, () -> TestJournal.open(config), "byte " + at);
      assertTrue(refusal.getMessage().contains(file.getFileName().toString()));
      assertTrue(refusal.getMessage().contains("othing was changed"), refusal::getMessage);
      TestJournal.assertUnchanged(before, config.directory());
    }
  }

  @Test
  void damageInASegmentBeforeTheLastIsRefused() throws Exception {
    writeTwoSegments();
    Path first = config.directory().resolve(SegmentFiles.name(1));
    byte[] bytes = Files.readAllBytes(first);
    int at = indexOf(bytes, "record 3 ");
    flip(first, at * 8);
    Map<Path, byte[]> before = TestJournal.contents(config.directory());
    JournalException refusal = assertThrows(JournalException.class, () -> TestJournal.open(config));
    assertTrue(refusal.getMessage().contains("sequence 3"), refusal::getMessage);
    TestJournal.assertUnchanged(before, config.directory());
    assertThrows(JournalException.class, () -> TestJournal.read(config.directory(), 1));
    assertHolds(config.directory(), 4, 7);
  }

  @Test
  void damageBeforeTheSequenceThatIsCheckedFromIsLeftToAReader() throws Exception {
    writeTwoSegments();
    Path first = config.directory().resolve(SegmentFiles.name(1));
    flip(first, indexOf(Files.readAllBytes(first), "record 3 ") * 8);
    try (Journal journal = Journal.open(config, 4, Forcer.DISK, TestJournal.BLOCK_BYTES)) {
      assertEquals(7, journal.lastSequence());
    }
  }

  @Test
  void whatADyingWriterLeftBehindTheEndIsCut() throws Exception {
    writeTwoSegments();
    int[] ends = recordEnds();
    Path file = lastFile();
    byte[] bytes = Files.readAllBytes(file);
    // the data of an excerpt, all of it, but not yet its header
    int length = ends[3] - ends[1] - 4;
    System.arraycopy(bytes, ends[1] + 4, bytes, ends[3] + 4, length);
    Files.write(file, bytes);
    assertGoesOn(7);
    assertArrayEquals(bytes, Files.readAllBytes(evidence(1)));
  }

  @Test
  void anExcerptThatTheAppenderDidNotCountIsKept() throws Exception {
    writeTwoSegments();
    Path file = lastFile();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int head;
    try (SegmentCursor cursor = new SegmentCursor(file, 2)) {
      cursor.readHead();
      head = (int) cursor.excerptPosition();
    }
    bytes.putLong(0x40, head);
    Files.write(file, bytes.array());
    assertGoesOn(7);
  }

  @Test
  void pagesThatAPowerCutLeftZeroAtTheEndAreCut() throws Exception {
    config = TestJournal.config(data, 1 << 20);
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 500);
      TestJournal.write(journal, 50);
    }
    TestJournal.forgetWatermark(config);
    Path file = lastFile();
    byte[] bytes = Files.readAllBytes(file);
    int page = indexOf(bytes, "record 540 ") / PAGE * PAGE;
    Arrays.fill(bytes, page, bytes.length, (byte) 0);
    long last = lastThatEndsBefore(page, bytes, 540);
    Files.write(file, bytes);
    assertGoesOn(last);
    assertArrayEquals(bytes, Files.readAllBytes(evidence(1)));
  }

  @Test
  void anExcerptWhosePagesAreAllLostIsNotMistakenForTheEnd() throws Exception {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 10);
      TestJournal.write(journal, 10);
    }
    TestJournal.forgetWatermark(config);
    Path file = lastFile();
    byte[] bytes = Files.readAllBytes(file);
    int lost =
        indexOf(bytes, "record 11 ")
            - RecordFormat.headerBytes(RecordFormat.FLAG_FIRST)
            - ExcerptCursor.HEADER_BYTES;
    Arrays.fill(bytes, lost, bytes.length, (byte) 0);
    Files.write(file, bytes);
    assertGoesOn(10);
    assertTrue(Files.exists(evidence(1)));
  }

  @Test
  void aHoleOfZerosInWhatWasForcedIsRefused() throws Exception {
    config = TestJournal.config(data, 1 << 20);
    try (Journal journal = TestJournal.open(config)) {
      for (int i = 0; i < 60; i++) {
        TestJournal.write(journal, 10);
      }
    }
    TestJournal.forgetWatermark(config);
    Path file = lastFile();
    byte[] bytes = Files.readAllBytes(file);
    int page = (indexOf(bytes, "record 300 ") / PAGE + 1) * PAGE;
    Arrays.fill(bytes, page, page + PAGE, (byte) 0);
    Files.write(file, bytes);
    Map<Path, byte[]> before = TestJournal.contents(config.directory());
    JournalException refusal = assertThrows(JournalException.class, () -> TestJournal.open(config));
    assertTrue(refusal.getMessage().contains("had been forced"), refusal::getMessage);
    TestJournal.assertUnchanged(before, config.directory());
  }

  @Test
  void aHoleOfZerosInWhatWasNeverForcedIsCut() throws Exception {
    config = TestJournal.config(data, 1 << 20);
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 100);
      for (int i = 0; i < 50; i++) {
        TestJournal.append(journal, 10);
      }
    }
    TestJournal.forgetWatermark(config);
    Path file = lastFile();
    byte[] bytes = Files.readAllBytes(file);
    int page = (indexOf(bytes, "record 300 ") / PAGE + 1) * PAGE;
    Arrays.fill(bytes, page, page + PAGE, (byte) 0);
    Files.write(file, bytes);
    long last = lastThatEndsBefore(page, bytes, 600);
    assertGoesOn(last);
    assertArrayEquals(bytes, Files.readAllBytes(evidence(1)));
  }

  @Test
  void aPageTornAtASectorInWhatWasNeverForcedIsCut() throws Exception {
    config = TestJournal.config(data, 1 << 20);
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 100);
      for (int i = 0; i < 50; i++) {
        TestJournal.append(journal, 10);
      }
    }
    Path file = lastFile();
    byte[] bytes = Files.readAllBytes(file);
    int page = (indexOf(bytes, "record 300 ") / PAGE + 1) * PAGE;
    for (int sector = PAGE - 512; sector > 0; sector -= 512) {
      Arrays.fill(bytes, page + sector, page + PAGE, (byte) 0);
      Files.write(file, bytes);
      TestJournal.forgetWatermark(config);
      long last = lastThatEndsBefore(page + sector, bytes, 600);
      try (Journal journal = TestJournal.open(config)) {
        assertEquals(last, journal.lastSequence(), "torn at sector " + sector / 512);
      }
    }
  }

  @Test
  void aSegmentThatWasOnlyBegunIsTakenAway() throws Exception {
    writeTwoSegments();
    Path third = config.directory().resolve(SegmentFiles.name(3));
    Files.write(third, new byte[0]);
    assertGoesOn(7);
    assertTrue(Files.exists(config.damagedDirectory().resolve(third.getFileName() + ".1")));
  }

  @Test
  void aFirstSegmentThatWasOnlyBegunIsBegunAgain() throws Exception {
    Files.createDirectories(config.directory());
    Files.write(config.directory().resolve(SegmentFiles.name(1)), new byte[100_000]);
    assertGoesOn(0);
  }

  @Test
  void aRepairThatIsInterruptedAnywhereIsDoneByTheNextOpening() throws Exception {
    writeTwoSegments();
    int[] ends = recordEnds();
    Path file = lastFile();
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), ends[3] - 5));
    Map<Path, byte[]> torn = TestJournal.contents(config.directory());
    for (int forces = 0; ; forces++) {
      TestJournal.restore(config, torn);
      try {
        TestJournal.open(config, new FailingForcer(forces)).close();
        assertTrue(forces > 3, "a repair forces more than " + forces + " times");
        break;
      } catch (JournalException interrupted) {
        assertGoesOn(6);
      }
    }
  }

  private static void flip(Path file, int bit) throws IOException {
    Files.write(file, flipped(Files.readAllBytes(file), bit));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  private static long lastThatEndsBefore(int position, byte[] bytes, long from) {
    for (long sequence = from; sequence > 0; sequence--) {
      int at = indexOf(bytes, "record " + sequence + " ");
      if (at >= 0 && at + TestJournal.payload(sequence).length <= position) {
        return sequence;
      }
    }
    throw new AssertionError("no record before byte " + position);
  }

  private static int indexOf(byte[] bytes, String text) {
    return TestJournal.indexOf(bytes, text);
  }
}
