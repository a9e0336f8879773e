package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal does not open, what a failure leaves, and what does not keep it from opening. */
class JournalRefusalTest {

  @TempDir Path data;

  private JournalConfig config;

  @BeforeEach
  void configure() {
    config = TestJournal.config(data);
  }

  private void writeThreeSegments() {
    try (Journal journal = TestJournal.open(config)) {
      for (int i = 0; i < 3; i++) {
        TestJournal.write(journal, 5);
        if (i < 2) {
          TestJournal.define(journal, "definition " + i);
        }
      }
    }
  }

  private String refusal() {
    return assertThrows(JournalException.class, () -> TestJournal.open(config)).getMessage();
  }

  @Test
  void refusesADirectoryThatHoldsSomethingElse() throws Exception {
    Files.createDirectories(config.directory());
    Files.writeString(config.directory().resolve("notes.txt"), "not a journal");
    Map<Path, byte[]> before = TestJournal.contents(config.directory());
    String message = refusal();
    assertTrue(message.contains("is not a Ringfold journal: found notes.txt"), message);
    TestJournal.assertUnchanged(before, config.directory());
    assertThrows(JournalException.class, () -> JournalReader.open(config.directory(), 1));
  }

  @Test
  void refusesAChronicleQueueOfAnotherProgram() throws Exception {
    try (SingleChronicleQueue queue =
            SingleChronicleQueueBuilder.binary(config.directory())
                .rollCycle(RollCycles.FAST_DAILY)
                .blockSize(TestJournal.BLOCK_BYTES)
                .build();
        ExcerptAppender appender = queue.createAppender()) {
      appender.writeText("hello");
    }
    Map<Path, byte[]> before = TestJournal.contents(config.directory());
    String message = refusal();
    assertTrue(message.contains("journal"), message);
    TestJournal.assertUnchanged(before, config.directory());
  }

  @Test
  void refusesAPathBelowAFile() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "in the way");
    config = TestJournal.config(file);
    String message = refusal();
    assertTrue(message.contains("cannot be made"), message);
    assertThrows(JournalException.class, () -> JournalReader.open(config.directory(), 1));
  }

  @Test
  void aReaderRefusesADirectoryWithoutAJournalAndMakesNone() {
    assertThrows(JournalException.class, () -> JournalReader.open(config.directory(), 1));
    assertFalse(Files.exists(config.directory()));
  }

  @Test
  void aReaderRefusesWhatTheJournalDoesNotReachBackTo() throws Exception {
    writeThreeSegments();
    Files.delete(config.directory().resolve(SegmentFiles.name(1)));
    assertHolds(config.directory(), 6, 15);
    String message =
        assertThrows(JournalException.class, () -> JournalReader.open(config.directory(), 5))
            .getMessage();
    assertTrue(message.contains("begins with sequence 6"), message);
  }

  @Test
  void refusesAMissingSegment() throws Exception {
    writeThreeSegments();
    Files.delete(config.directory().resolve(SegmentFiles.name(2)));
    String message = refusal();
    assertTrue(message.contains("19700102F.cq4) is missing"), message);
  }

  @Test
  void refusesADoubledSegment() throws Exception {
    writeThreeSegments();
    Files.copy(
        config.directory().resolve(SegmentFiles.name(3)),
        config.directory().resolve(SegmentFiles.name(4)));
    Map<Path, byte[]> before = TestJournal.contents(config.directory());
    String message = refusal();
    assertTrue(message.contains("it says that it is segment 3"), message);
    TestJournal.assertUnchanged(before, config.directory());
  }

  @Test
  void refusesASegmentOfAnotherJournal() throws Exception {
    writeThreeSegments();
    JournalConfig other = TestJournal.config(data.resolve("other"));
    try (Journal journal = TestJournal.open(other)) {
      TestJournal.write(journal, 9);
      TestJournal.define(journal, "x");
      TestJournal.write(journal, 1);
    }
    Path second = config.directory().resolve(SegmentFiles.name(2));
    Files.delete(second);
    Files.copy(other.directory().resolve(SegmentFiles.name(2)), second);
    String message = refusal();
    assertTrue(message.contains("begins with sequence 10 where 6 belongs"), message);
  }

  @Test
  void refusesANewerFormat() throws Exception {
    writeThreeSegments();
    Path third = config.directory().resolve(SegmentFiles.name(3));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(third)).order(ByteOrder.LITTLE_ENDIAN);
    int head =
        TestJournal.indexOf(bytes.array(), "RINGFOLD")
            - RecordFormat.headerBytes(RecordFormat.FLAG_FIRST);
    bytes.putInt(
        head
            + RecordFormat.headerBytes(RecordFormat.FLAG_FIRST)
            + RecordFormat.SEGMENT_VERSION_OFFSET,
        RecordFormat.FORMAT_VERSION + 1);
    CRC32C crc = new CRC32C();
    crc.update(
        bytes.array(),
        head + RecordFormat.CRC_FROM,
        bytes.getInt(head + RecordFormat.LENGTH_OFFSET) - RecordFormat.CRC_FROM);
    bytes.putInt(head + RecordFormat.CRC_OFFSET, (int) crc.getValue());
    Files.write(third, bytes.array());
    String message = refusal();
    assertTrue(message.contains("format 2"), message);
    assertTrue(message.contains("newer version"), message);
  }

  @Test
  void opensAtOnceUnderALockThatItsOwnProcessIdLeft() {
    writeThreeSegments();
    try (SingleChronicleQueue queue =
        SingleChronicleQueueBuilder.binary(config.directory())
            .rollCycle(RollCycles.FAST_DAILY)
            .blockSize(TestJournal.BLOCK_BYTES)
            .build()) {
      queue.tableStorePut("chronicle.write.lock", ProcessHandle.current().pid());
      queue.tableStorePut("chronicle.append.lock", ProcessHandle.current().pid());
    }
    // Chronicle itself would wait for that lock, and give up in the end
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 1);
    }
    assertHolds(config.directory(), 1, 16);
  }

  @Test
  void aForceThatFailsMakesTheJournalUnusable() {
    Journal journal = TestJournal.open(config);
    TestJournal.write(journal, 2);
    journal.close();
    int forcesToOpen = 3; // the segment, the directory, the note of what was forced
    Journal failing = TestJournal.open(config, new FailingForcer(forcesToOpen));
    TestJournal.append(failing, 3);
    assertEquals(2, failing.forcedSequence());
    String message = assertThrows(JournalException.class, failing::force).getMessage();
    assertTrue(message.contains("forcing the records up to sequence 5"), message);
    assertEquals(2, failing.forcedSequence());
    assertThrows(JournalException.class, failing::force);
    assertThrows(JournalException.class, failing::append);
    assertThrows(JournalException.class, () -> TestJournal.add(failing, 6));
    assertThrows(JournalException.class, () -> TestJournal.define(failing, "d"));
    failing.close();
    assertEquals(2, failing.forcedSequence());
  }

  @Test
  void anAppendThatFailsMakesTheJournalUnusable() {
    Journal journal = TestJournal.open(config);
    TestJournal.write(journal, 1);
    // more than this journal's small mapping takes in one piece
    UnsafeBuffer longest = new UnsafeBuffer(new byte[TestJournal.BLOCK_BYTES * 4]);
    journal.add(2, longest, 0, longest.capacity());
    assertThrows(JournalException.class, journal::append);
    assertThrows(JournalException.class, journal::append);
    assertThrows(JournalException.class, journal::force);
    assertEquals(1, journal.forcedSequence());
    journal.close();
    assertHolds(config.directory(), 1, 1);
    try (Journal again = TestJournal.open(config)) {
      assertEquals(1, again.lastSequence());
    }
  }

  @Test
  void nothingIsDoneAfterClose() {
    Journal journal = TestJournal.open(config);
    journal.close();
    journal.close();
    assertThrows(JournalException.class, () -> TestJournal.add(journal, 1));
    assertThrows(JournalException.class, journal::append);
  }

  @Test
  void aReaderDoesNotTakeASegmentWithoutAHeadForTheEndWhereLaterOnesAreThere() throws Exception {
    writeThreeSegments();
    Path second = SegmentFiles.file(config.directory(), 2);
    try (FileChannel channel = FileChannel.open(second, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(Integer.BYTES), 0);
    }

    JournalException refused =
        assertThrows(JournalException.class, () -> TestJournal.read(config.directory(), 1));

    assertTrue(refused.getMessage().contains(second + " has no head"), refused.getMessage());
  }
}
