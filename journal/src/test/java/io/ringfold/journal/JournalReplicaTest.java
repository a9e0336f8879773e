package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies that can be gone on with, and opened. */
class JournalReplicaTest {

  @TempDir Path data;

  private JournalConfig config;
  private JournalConfig copy;

  @BeforeEach
  void configure() {
    config = TestJournal.config(data);
    copy = TestJournal.config(data.resolve("copy"));
  }

  private ChainHead copy() {
    return copy(Integer.MAX_VALUE);
  }

  private ChainHead copy(int toSegment) {
    return JournalReplica.copy(
        config.directory(),
        copy.directory(),
        toSegment,
        TestJournal.BLOCK_BYTES,
        (bytes, target) -> {});
  }

  private static JournalVerification.Result verify(boolean live, Path... directories) {
    JournalVerification.Result result =
        JournalVerification.run(
            List.of(directories), live, Optional.empty(), (bytes, target) -> {});
    assertEquals(List.of(), result.damages());
    assertEquals(Optional.empty(), result.tornTail());
    return result;
  }

  private static JournalVerification.Result verify(Path... directories) {
    return verify(false, directories);
  }

  @Test
  void aCopyBesideTheWriterIsWholeAndGrowsWithIt() {
    try (Journal journal = TestJournal.open(config)) {
      for (int round = 0; round < 12; round++) {
        TestJournal.write(journal, 1 + 70 * (round % 3));
        if (round % 4 == 3) {
          TestJournal.define(journal, "definition " + round);
        }
        assertEquals(journal.chainHead(), copy());
        assertEquals(journal.chainHead(), verify(copy.directory()).head());
      }
      assertHolds(copy.directory(), 1, journal.lastSequence());
    }
  }

  @Test
  void copyAndVerificationBesideAWriterThatBeginsManySegmentsFindNothingMissing() throws Exception {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 1);
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 400; i++) {
                  TestJournal.define(journal, "definition " + i);
                  TestJournal.write(journal, 1);
                }
              });
      while (!writing.isDone()) {
        copy();
        verify(true, config.directory());
      }
      writing.get();
      assertEquals(journal.chainHead(), copy());
    }
    verify(copy.directory());
  }

  @Test
  void aCopyCanBeAppendedTo() {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 9);
      copy();
    }
    try (Journal journal = TestJournal.open(copy)) {
      TestJournal.write(journal, 3);
      TestJournal.define(journal, "of its own");
    }
    assertHolds(copy.directory(), 1, 12);
    verify(copy.directory());
    // now it has gone its own way
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 2);
    }
    String message = assertThrows(JournalException.class, this::copy).getMessage();
    assertTrue(message.contains("does not join") || message.contains("is no copy"), message);
  }

  @Test
  void aCopyThatWasCutAnywhereIsGoneOnWith() throws Exception {
    ChainHead head;
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 4);
      TestJournal.define(journal, "one");
      TestJournal.write(journal, 3);
      TestJournal.write(journal, 3);
      head = journal.chainHead();
    }
    copy();
    Map<Path, byte[]> whole = TestJournal.contents(copy.directory());
    for (int segment = 1; segment <= 2; segment++) {
      Path file = copy.directory().resolve(SegmentFiles.name(segment));
      SegmentInfo info = JournalReader.segments(config.directory()).get(segment - 1);
      for (int cut = (int) info.bytes(); cut > info.bytes() - 2_000; cut -= 331) {
        TestJournal.restore(copy, whole);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), cut));
        Files.deleteIfExists(copy.directory().resolve(SegmentFiles.name(segment + 1)));
        assertEquals(head, copy(), "segment " + segment + " cut at " + cut);
        verify(copy.directory());
      }
    }
  }

  @Test
  void refusesACopyOfAnotherJournal() {
    for (JournalConfig each : new JournalConfig[] {config, copy}) {
      try (Journal journal = TestJournal.open(each)) {
        TestJournal.write(journal, each == config ? 5 : 4);
      }
    }
    String message = assertThrows(JournalException.class, this::copy).getMessage();
    assertTrue(message.contains("is no copy of"), message);
    assertHolds(copy.directory(), 1, 4);
  }

  @Test
  void olderSegmentsCanBeTakenApartAndReadTogether() throws Exception {
    try (Journal journal = TestJournal.open(config)) {
      for (int segment = 0; segment < 4; segment++) {
        TestJournal.write(journal, 5);
        TestJournal.define(journal, "definition " + segment);
      }
    }
    for (int archived : new int[] {2, 3}) {
      copy(archived);
      for (int number = 1; number <= archived; number++) {
        Files.deleteIfExists(config.directory().resolve(SegmentFiles.name(number)));
      }
    }
    assertEquals(15, verify(copy.directory()).head().sequence());
    JournalVerification.Result both = verify(copy.directory(), config.directory());
    assertEquals(20, both.head().sequence());
    assertEquals(1, both.firstSequence());
    assertEquals(16, verify(config.directory()).firstSequence());
    TestJournal.Collected read = new TestJournal.Collected();
    try (JournalReader reader =
        JournalReader.open(List.of(copy.directory(), config.directory()), 3)) {
      while (reader.poll(read, Long.MAX_VALUE, 16) > 0) {
        // until there is none
      }
    }
    assertEquals(18, read.sequences.size());
    assertEquals(3L, read.sequences.get(0));
    try (Journal journal = Journal.open(config, 16, Forcer.DISK, TestJournal.BLOCK_BYTES)) {
      TestJournal.write(journal, 1);
    }
    String refusal =
        assertThrows(
                JournalException.class,
                () -> Journal.open(config, 15, Forcer.DISK, TestJournal.BLOCK_BYTES))
            .getMessage();
    assertTrue(refusal.contains("archive"), refusal);
  }
}
