package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is known to have been forced is never taken for a torn tail, nor missed where it is gone.
 */
class ForcedWatermarkTest {

  @TempDir Path data;

  private JournalConfig config;

  @BeforeEach
  void configure() {
    config = TestJournal.config(data);
  }

  /** Two segments of three and of four records. */
  private void writeTwoSegments() {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 3);
      TestJournal.define(journal, "one");
      TestJournal.write(journal, 2);
      TestJournal.write(journal, 2);
    }
  }

  private Path segment(int number) {
    return SegmentFiles.file(config.directory(), number);
  }

  private Path watermark() {
    return ForcedWatermark.file(config.directory());
  }

  private ForcedWatermark.Mark mark() throws IOException {
    return ForcedWatermark.read(config.directory());
  }

  private int positionOf(String text) throws IOException {
    return TestJournal.indexOf(Files.readAllBytes(segment(2)), text);
  }

  private String refusedAndUnchanged() throws IOException {
    Map<Path, byte[]> before = TestJournal.contents(config.directory());
    String message =
        assertThrows(JournalException.class, () -> TestJournal.open(config)).getMessage();
    TestJournal.assertUnchanged(before, config.directory());
    assertFalse(Files.exists(config.damagedDirectory()));
    return message;
  }

  private static void flip(Path file, int at, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= (byte) (1 << bit);
    Files.write(file, bytes);
  }

  @Test
  void theBytesOnDiskAreThoseOfThePicture() throws Exception {
    writeTwoSegments();
    byte[] bytes = Files.readAllBytes(watermark());
    assertEquals(ForcedWatermark.FILE_BYTES, bytes.length);
    String newest = "52494e474d41524b 01000000 02000000 0700000000000000 7b155e99";
    String before = "52494e474d41524b 01000000 02000000 0500000000000000 35ef260b";
    assertEquals(
        before.replace(" ", ""), HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 0, 28)));
    assertEquals(
        newest.replace(" ", ""), HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 512, 540)));
  }

  @Test
  void itTellsWhatWasForcedAndNothingThatWasOnlyAppended() throws Exception {
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(new ForcedWatermark.Mark(1, 0), mark());
      for (int i = 1; i <= 5; i++) {
        TestJournal.append(journal, 10);
        assertEquals(new ForcedWatermark.Mark(1, (i - 1) * 10), mark());
        journal.force();
        assertEquals(new ForcedWatermark.Mark(1, i * 10), mark());
      }
      TestJournal.append(journal, 1);
      TestJournal.define(journal, "a new segment begins, which forces what was appended");
      assertEquals(new ForcedWatermark.Mark(2, 51), mark());
      TestJournal.append(journal, 1);
    }
    assertEquals(new ForcedWatermark.Mark(2, 52), mark(), "closing forces");
  }

  @Test
  void aForceThatFailsIsNotNoted() throws Exception {
    TestJournal.open(config).close();
    Journal journal = TestJournal.open(config, new FailingForcer(3));
    TestJournal.append(journal, 3);
    assertThrows(JournalException.class, journal::force);
    assertEquals(new ForcedWatermark.Mark(1, 0), mark());
    journal.close();
    assertEquals(new ForcedWatermark.Mark(1, 0), mark());
  }

  @Test
  void aLastRecordWithAnyByteChangedIsRefused() throws Exception {
    writeTwoSegments();
    int payload = positionOf("record 7 ");
    int begin = payload - RecordFormat.HEADER_BYTES;
    for (int at = begin; at < payload + TestJournal.payload(7).length; at++) {
      flip(segment(2), at, at % 8);
      String message = refusedAndUnchanged();
      assertTrue(message.contains("sequence 7 is missing or unreadable"), message);
      assertTrue(message.contains("replay-tool repair"), message);
      assertTrue(message.contains("replay-tool verify"), message);
      flip(segment(2), at, at % 8);
    }
    TestJournal.open(config).close();
  }

  @Test
  void aFileCutShortInItsLastRecordsIsRefused() throws Exception {
    writeTwoSegments();
    byte[] whole = Files.readAllBytes(segment(2));
    Files.write(segment(2), Arrays.copyOf(whole, positionOf("record 6 ") + 1));
    String message = refusedAndUnchanged();
    assertTrue(message.contains("sequences 6 to 7 are missing or unreadable"), message);
    Files.write(segment(2), whole);
    TestJournal.open(config).close();
  }

  @Test
  void aNewestSegmentThatWasDeletedIsRefused() throws Exception {
    writeTwoSegments();
    Files.delete(segment(2));
    String message = refusedAndUnchanged();
    assertTrue(message.contains("sequences 4 to 7 are missing or unreadable"), message);
    assertTrue(message.contains(SegmentFiles.name(2)), message);
    Files.delete(segment(1));
    message = refusedAndUnchanged();
    assertTrue(message.contains("sequences 1 to 7 are missing or unreadable"), message);
  }

  @Test
  void aNewestSegmentThatHadOnlyBeenBegunIsMissedToo() throws Exception {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 3);
      TestJournal.define(journal, "one");
    }
    Files.delete(segment(2));
    String message = refusedAndUnchanged();
    assertTrue(message.contains("segment 2 (19700102F.cq4) had been begun"), message);
  }

  @Test
  void aNoteThatIsOlderThanTheJournalChangesNothing() throws Exception {
    writeTwoSegments();
    byte[] older = Files.readAllBytes(watermark());
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 2);
    }
    Files.write(watermark(), older);
    int payload = TestJournal.indexOf(Files.readAllBytes(segment(2)), "record 9 ");
    flip(segment(2), payload, 0);
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(8, journal.lastSequence(), "torn, as far as anybody knows");
      assertEquals(new ForcedWatermark.Mark(2, 8), mark());
    }
    assertTrue(Files.exists(config.damagedDirectory().resolve("19700102F.cq4.1")));
  }

  @Test
  void whereOneSlotIsTornTheOtherCounts() throws Exception {
    writeTwoSegments();
    byte[] whole = Files.readAllBytes(watermark());
    for (int at = 0; at < ForcedWatermark.SLOT_BYTES; at++) {
      for (int slot = 0; slot < ForcedWatermark.SLOTS; slot++) {
        flip(watermark(), slot * ForcedWatermark.SLOT_STRIDE_BYTES + at, at % 8);
        assertEquals(new ForcedWatermark.Mark(2, slot == 0 ? 7 : 5), mark(), "byte " + at);
        Files.write(watermark(), whole);
      }
    }
    Files.write(watermark(), Arrays.copyOf(whole, ForcedWatermark.SLOT_STRIDE_BYTES));
    assertEquals(new ForcedWatermark.Mark(2, 5), mark(), "the file was cut short");
  }

  @Test
  void aJournalWithoutTheFileOrWithARuinedOneOpensByTheRuleOfTornTails() throws Exception {
    writeTwoSegments();
    Map<Path, byte[]> whole = TestJournal.contents(config.directory());
    for (byte[] ruined : Arrays.asList(null, new byte[0], new byte[3], new byte[1024])) {
      TestJournal.restore(config, whole);
      if (ruined == null) {
        Files.delete(watermark());
      } else {
        Files.write(watermark(), ruined);
      }
      assertNull(mark());
      flip(segment(2), positionOf("record 7 "), 1);
      try (WarningsOf warnings = new WarningsOf(Journal.class);
          Journal journal = TestJournal.open(config)) {
        assertEquals(1, warnings.messages().size(), warnings.messages()::toString);
        assertTrue(warnings.messages().get(0).contains(watermark().toString()));
        assertEquals(6, journal.lastSequence());
        assertEquals(new ForcedWatermark.Mark(2, 6), mark(), "made anew");
        TestJournal.write(journal, 1);
      }
      assertHolds(config.directory(), 1, 7);
    }
  }

  @Test
  void refusesANewerFormat() throws Exception {
    writeTwoSegments();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(watermark()));
    bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(ForcedWatermark.VERSION_OFFSET, 2);
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, ForcedWatermark.CRC_OFFSET);
    bytes.putInt(ForcedWatermark.CRC_OFFSET, (int) crc.getValue());
    Files.write(watermark(), bytes.array());
    String message = refusedAndUnchanged();
    assertTrue(message.contains("format 2") && message.contains("newer version"), message);
  }

  @Test
  void aVerificationTellsWhatIsMissing() throws Exception {
    writeTwoSegments();
    Files.delete(segment(2));
    JournalVerification.Result result =
        JournalVerification.run(
            List.of(config.directory()), false, Optional.empty(), (bytes, target) -> {});
    assertEquals(7, result.forced().orElseThrow());
    assertEquals(1, result.damages().size(), result.damages()::toString);
    assertEquals(4, result.damages().get(0).firstSequence());
    assertEquals(7, result.damages().get(0).lastSequence());
  }

  @Test
  void aJournalThatHasLostItsEndIsNotCopied() throws Exception {
    writeTwoSegments();
    Files.delete(segment(2));
    String message =
        assertThrows(
                JournalException.class,
                () ->
                    JournalReplica.copy(
                        config.directory(),
                        data.resolve("copy"),
                        Integer.MAX_VALUE,
                        TestJournal.BLOCK_BYTES,
                        (bytes, target) -> {}))
            .getMessage();
    assertTrue(message.contains("sequences 4 to 7 are missing"), message);
  }

  @Test
  void aCopyOfAJournalBringsItsOwnNote() throws Exception {
    writeTwoSegments();
    JournalConfig copy = TestJournal.config(data.resolve("copy"));
    JournalReplica.copy(
        config.directory(),
        copy.directory(),
        Integer.MAX_VALUE,
        TestJournal.BLOCK_BYTES,
        (bytes, target) -> {});
    assertEquals(new ForcedWatermark.Mark(2, 7), ForcedWatermark.read(copy.directory()));
    try (Journal journal = TestJournal.open(copy)) {
      TestJournal.write(journal, 1);
    }
  }

  @Test
  void aLossIsGivenUpOnlyWhenAskedForAndWithEvidence() throws Exception {
    writeTwoSegments();
    assertEquals(Optional.empty(), JournalLoss.find(config.directory(), 7));
    flip(segment(2), positionOf("record 6 "), 0);
    flip(segment(2), positionOf("record 7 "), 0);
    byte[] damaged = Files.readAllBytes(segment(2));
    byte[] note = Files.readAllBytes(watermark());
    refusedAndUnchanged();
    JournalLoss loss = JournalLoss.find(config.directory(), 0).orElseThrow();
    assertEquals(1, loss.firstSequence());
    assertEquals(5, loss.lastSequence());
    assertEquals(7, loss.forcedSequence());
    assertArrayEquals(damaged, Files.readAllBytes(segment(2)), "looking changes nothing");

    Path evidence = JournalLoss.accept(config).orElseThrow();
    assertArrayEquals(note, Files.readAllBytes(evidence));
    assertEquals(Optional.empty(), JournalLoss.find(config.directory(), 5));
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(5, journal.lastSequence());
      TestJournal.write(journal, 3);
    }
    assertArrayEquals(
        damaged, Files.readAllBytes(config.damagedDirectory().resolve("19700102F.cq4.1")));
    assertHolds(config.directory(), 1, 8);
  }

  @Test
  void theLossOfASegmentIsGivenUpToo() throws Exception {
    writeTwoSegments();
    Files.delete(segment(2));
    assertEquals(3, JournalLoss.find(config.directory(), 0).orElseThrow().lastSequence());
    Files.delete(watermark());
    assertEquals(7, JournalLoss.find(config.directory(), 7).orElseThrow().forcedSequence());
    JournalLoss.accept(config);
    JournalLoss.accept(config);
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 1);
    }
    assertHolds(config.directory(), 1, 4);
  }

  @Test
  void damageElsewhereIsNoLossToGiveUp() throws Exception {
    writeTwoSegments();
    flip(segment(2), positionOf("record 4 "), 0);
    assertThrows(JournalException.class, () -> JournalLoss.find(config.directory(), 0));
    Files.delete(segment(2));
    Files.delete(segment(1));
    assertThrows(JournalException.class, () -> JournalLoss.find(config.directory(), 0));
  }
}
