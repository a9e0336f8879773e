package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was forced in the commit log alone survives a loss of power, and nothing else comes back.
 */
class CommitLogTest {

  private static final int LOG_BYTES = 8 << 10;

  @TempDir Path data;

  private final PowerCut disk = new PowerCut();
  private JournalConfig config;

  @BeforeEach
  void configure() {
    config = config(LOG_BYTES);
  }

  private JournalConfig config(long logBytes) {
    return new JournalConfig(
        data.resolve("journal"), data.resolve("damaged"), TestJournal.SEGMENT_BYTES, logBytes);
  }

  private Journal open() {
    return TestJournal.open(config, disk);
  }

  private List<Path> logs() {
    return CommitLog.files(config.directory());
  }

  private Path segment(int number) {
    return SegmentFiles.file(config.directory(), number);
  }

  private String refusal() {
    return assertThrows(JournalException.class, this::open).getMessage();
  }

  @Test
  void theBytesOnDiskAreThoseOfThePicture() throws Exception {
    try (Journal journal = open()) {
      TestJournal.write(journal, 2);
      TestJournal.write(journal, 1);
    }
    byte[] bytes = Files.readAllBytes(logs().get(0));
    assertEquals(LOG_BYTES, bytes.length);
    // the records 1 and 2, with their headers, the chain and their padding
    int length = 24 + 32 + 18 + 2 + 24 + 27 + 1;
    assertEquals(
        "52494e47414c4f47 01000000 01000000 0100000000000000 0100000000000000"
            .concat(" 80000000 02000000 a8c6270b 00000000")
            .replace(" ", ""),
        HexFormat.of().formatHex(Arrays.copyOf(bytes, 48)));
    byte[] inSegment = Files.readAllBytes(segment(1));
    int at = TestJournal.indexOf(inSegment, "record 1 ") - 24 - 32;
    assertEquals(
        HexFormat.of().formatHex(Arrays.copyOfRange(inSegment, at, at + length)),
        HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 48, 48 + length)));
    assertEquals(
        "52494e47414c4f47",
        HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 48 + length, 56 + length)));
  }

  @Test
  void aForceForcesTheLogAndNotTheSegment() throws Exception {
    try (Journal journal = open()) {
      int before = disk.segmentForces();
      for (int i = 0; i < 10; i++) {
        TestJournal.write(journal, 2);
        assertEquals(2 * i + 2, journal.forcedSequence());
      }
      assertEquals(before, disk.segmentForces());
    }
  }

  @Test
  void whatWasForcedInTheLogAloneIsBroughtBackToTheLastByte() throws Exception {
    ChainHead head;
    try (Journal journal = open()) {
      TestJournal.write(journal, 3);
      TestJournal.write(journal, 2);
      TestJournal.write(journal, 1);
      head = journal.chainHead();
      TestJournal.append(journal, 4);
      disk.cut(null);
      journal.abandon();
    }
    try (WarningsOf warnings = new WarningsOf(Journal.class);
        Journal journal = open()) {
      assertTrue(
          warnings.messages().stream().anyMatch(each -> each.contains("records 1 to 6 back")),
          warnings.messages().toString());
      assertEquals(head, journal.chainHead());
      TestJournal.write(journal, 2);
    }
    assertHolds(config.directory(), 1, 8);
  }

  @Test
  void itSurvivesPowerCutsAtEveryStateOfItsFilesWhateverPagesAreKept() throws Exception {
    long seed = System.nanoTime();
    System.out.println("power cuts by seed " + seed);
    Random random = new Random(seed);
    long forced = 0;
    for (int cut = 0; cut < 60; cut++) {
      try (Journal journal = open()) {
        assertTrue(
            journal.lastSequence() >= forced, "forced " + forced + ", " + journal.lastSequence());
        for (int batches = random.nextInt(40); batches >= 0; batches--) {
          TestJournal.append(journal, 1 + random.nextInt(12));
          if (random.nextInt(4) > 0) {
            journal.force();
          }
          if (random.nextInt(25) == 0) {
            TestJournal.define(journal, "definition " + cut + " " + batches);
          }
        }
        forced = journal.forcedSequence();
        disk.cut(random.nextInt(3) == 0 ? null : random);
        journal.abandon();
      }
      if (random.nextInt(5) == 0) {
        TestJournal.forgetWatermark(config);
      }
    }
    open().close();
    long last = TestJournal.read(config.directory(), 1).sequences.size();
    assertTrue(last >= forced);
    assertHolds(config.directory(), 1, last);
    JournalVerification.Result verified =
        JournalVerification.run(
            List.of(config.directory()), false, Optional.empty(), (done, target) -> {});
    assertEquals(List.of(), verified.damages());
  }

  @Test
  void whatIsTooLargeForTheLogIsForcedInTheSegment() throws Exception {
    byte[] large = new byte[2 * LOG_BYTES];
    try (Journal journal = open()) {
      TestJournal.write(journal, 2);
      journal.add(3, new UnsafeBuffer(large), 0, large.length);
      journal.append();
      journal.force();
      assertEquals(3, journal.forcedSequence());
      TestJournal.write(journal, 2);
      disk.cut(null);
      journal.abandon();
    }
    open().close();
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), TestJournal.read(config.directory(), 1).sequences);
  }

  @Test
  void theLogGrowsUntilItsBoundIsReached() throws Exception {
    config = new JournalConfig(config.directory(), config.damagedDirectory(), 1L << 30, 16L << 20);
    try (Journal journal = open()) {
      byte[] payload = new byte[60 << 10];
      for (long sequence = 1; sequence <= 600; sequence++) {
        journal.add(sequence, new UnsafeBuffer(payload), 0, payload.length);
        journal.append();
        journal.force();
      }
    }
    for (Path log : logs()) {
      assertEquals(16L << 20, Files.size(log));
    }
  }

  @Test
  void anEntryThatCannotBeReadIsNotPassedOverWhereItHadBeenForced() throws Exception {
    try (Journal journal = open()) {
      TestJournal.write(journal, 3);
      TestJournal.write(journal, 2);
      disk.cut(null);
      journal.abandon();
    }
    byte[] bytes = Files.readAllBytes(logs().get(0));
    int at = TestJournal.indexOf(bytes, "record 4 ");
    bytes[at] ^= 1;
    Files.write(logs().get(0), bytes);
    Map<Path, byte[]> before = TestJournal.contents(config.directory());

    assertTrue(refusal().contains("sequences 4 to 5 are missing or unreadable"), refusal());
    TestJournal.assertUnchanged(before, config.directory());

    assertTrue(JournalLoss.find(config.directory(), 0).isPresent());
    assertEquals(3, JournalLoss.find(config.directory(), 0).get().lastSequence());
    JournalLoss.accept(config);
    open().close();
    assertHolds(config.directory(), 1, 3);
  }

  @Test
  void theLogOfAnotherJournalIsRefused() throws Exception {
    try (Journal journal = open()) {
      TestJournal.write(journal, 1);
      TestJournal.write(journal, 2);
    }
    byte[] foreign = Files.readAllBytes(logs().get(0));
    JournalConfig other =
        new JournalConfig(
            data.resolve("other"), data.resolve("damaged"), TestJournal.SEGMENT_BYTES, LOG_BYTES);
    try (Journal journal = TestJournal.open(other, disk)) {
      journal.add(1, new UnsafeBuffer(new byte[9]), 0, 9);
      journal.append();
    }
    Files.write(CommitLog.files(other.directory()).get(0), foreign);

    String message =
        assertThrows(JournalException.class, () -> TestJournal.open(other, disk)).getMessage();
    assertTrue(message.contains("commit log") && message.contains("another journal"), message);
  }

  @Test
  void whatALogHeldBeforeIsForgottenWhenItIsOpened() throws Exception {
    try (Journal journal = open()) {
      TestJournal.write(journal, 5);
    }
    assertEquals(5, LoggedExcerpts.read(config.directory()).reach(1, 0));
    open().close();
    assertTrue(LoggedExcerpts.read(config.directory()).isEmpty());
  }

  @Test
  void openedWithoutALogItTakesInWhatOneHasAndRemovesIt() throws Exception {
    try (Journal journal = open()) {
      TestJournal.write(journal, 5);
      disk.cut(null);
      journal.abandon();
    }
    config = config(0);
    open().close();
    assertHolds(config.directory(), 1, 5);
    for (Path log : logs()) {
      assertFalse(Files.exists(log));
    }
  }

  @Test
  void toolsTellWhatTheNextStartWillBringBack() throws Exception {
    try (Journal journal = open()) {
      TestJournal.write(journal, 5);
      disk.cut(null);
      journal.abandon();
    }
    JournalVerification.Result verified =
        JournalVerification.run(
            List.of(config.directory()), false, Optional.empty(), (done, target) -> {});
    assertEquals(List.of(), verified.damages());
    assertTrue(
        verified.tornTail().orElse("").contains("the commit log has the sequences 1 to 5"),
        verified.toString());
    String copying =
        assertThrows(
                JournalException.class,
                () ->
                    JournalReplica.copy(
                        config.directory(),
                        data.resolve("copy"),
                        Integer.MAX_VALUE,
                        (done, target) -> {}))
            .getMessage();
    assertTrue(copying.contains("start a server on it once"), copying);
    assertEquals(Optional.empty(), JournalLoss.find(config.directory(), 0));
  }

  @Test
  void aForceOfTheSegmentThatFailsBehindItFailsTheJournal() throws Exception {
    Forcer failing =
        (file, channel, metaData) -> {
          if (file.toString().endsWith(".cq4") && Files.size(file) > 0 && !metaData) {
            throw new IOException("Input/output error, as the test wants it");
          }
          channel.force(metaData);
        };
    Journal journal = TestJournal.open(config, failing);
    JournalException failure =
        assertThrows(
            JournalException.class,
            () -> {
              for (int i = 0; i < 500; i++) {
                TestJournal.write(journal, 5);
              }
            });
    assertTrue(failure.getMessage().contains("Input/output error"), failure.getMessage());
    assertThrows(JournalException.class, () -> TestJournal.write(journal, 1));
    journal.abandon();
  }

  @Test
  void inTheBackgroundItComesToTheSame() throws Exception {
    config = new JournalConfig(config.directory(), config.damagedDirectory(), 8L << 20, 64 << 10);
    ChainHead head;
    try (Journal journal = Journal.open(config, 1, Forcer.DISK, Journal.BLOCK_BYTES)) {
      for (int i = 0; i < 2_000; i++) {
        TestJournal.write(journal, 20);
      }
      head = journal.chainHead();
    }
    try (Journal journal = Journal.open(config, 1, Forcer.DISK, Journal.BLOCK_BYTES)) {
      assertEquals(head, journal.chainHead());
    }
    assertHolds(config.directory(), 1, 40_000);
  }
}
