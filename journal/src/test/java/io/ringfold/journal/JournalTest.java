package io.ringfold.journal;

import static io.ringfold.journal.TestJournal.assertHolds;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.journal.TestJournal.Collected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir Path data;

  @Test
  void readsBackWhatWasAppended() {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(0, journal.lastSequence());
      TestJournal.write(journal, 1);
      TestJournal.write(journal, 10);
      assertEquals(11, journal.lastSequence());
      assertEquals(11, journal.forcedSequence());
      assertHolds(config.directory(), 1, 11);
    }
    assertHolds(config.directory(), 1, 11);
  }

  @Test
  void goesOnWhereTheLastWriterStopped() {
    JournalConfig config = TestJournal.config(data);
    for (int run = 0; run < 5; run++) {
      try (Journal journal = TestJournal.open(config)) {
        assertEquals(run * 7, journal.lastSequence());
        assertEquals(run * 7, journal.forcedSequence());
        TestJournal.write(journal, 7);
      }
    }
    assertHolds(config.directory(), 1, 35);
  }

  @Test
  void beginsANewSegmentAfterTheBatchThatFilledTheLast() {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      for (int i = 0; i < 60; i++) {
        TestJournal.write(journal, 100);
      }
    }
    List<SegmentInfo> segments = JournalReader.segments(config.directory());
    assertTrue(segments.size() > 2, segments::toString);
    long next = 1;
    for (int i = 0; i < segments.size(); i++) {
      SegmentInfo segment = segments.get(i);
      assertEquals(i + 1, segment.number());
      assertEquals(next, segment.firstSequence());
      if (i < segments.size() - 1) {
        assertTrue(segment.bytes() >= config.segmentBytes(), segment::toString);
        assertEquals(0, segment.lastSequence() % 100, "a batch stands in one segment");
      }
      next = segment.lastSequence() + 1;
    }
    assertEquals(6001, next);
    assertHolds(config.directory(), 1, 6000);
  }

  @Test
  void findsEverySequenceAcrossSegments() {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      for (int batch = 1; journal.lastSequence() < 3000; batch = batch % 40 + 1) {
        TestJournal.write(journal, batch);
      }
      long last = journal.lastSequence();
      assertTrue(JournalReader.segments(config.directory()).size() > 1);
      for (long from = 1; from <= last; from++) {
        Collected read = new Collected();
        try (JournalReader reader = JournalReader.open(config.directory(), from)) {
          assertTrue(reader.poll(read, Long.MAX_VALUE, 1) > 0);
        }
        assertEquals(from, read.sequences.get(0));
        assertArrayEquals(TestJournal.payload(from), read.payloads.get(0));
      }
    }
  }

  @Test
  void repeatsAllDefinitionsAtTheHeadOfEachSegment() {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      journal.define(List.of(utf8("a"), utf8("b")));
      TestJournal.write(journal, 2);
      journal.define(List.of(utf8("c")));
      TestJournal.write(journal, 1);
    }
    assertEquals(
        List.of(
            "definition 0 a",
            "definition 1 b",
            "record 1",
            "record 2",
            "definition 0 a",
            "definition 1 b",
            "definition 2 c",
            "record 3"),
        TestJournal.read(config.directory(), 1).log);
    assertEquals(
        List.of("definition 0 a", "definition 1 b", "definition 2 c", "record 3"),
        TestJournal.read(config.directory(), 3).log);
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(3, journal.definitions().size());
      assertArrayEquals(utf8("c"), journal.definitions().get(2));
    }
  }

  @Test
  void refusesASequenceThatIsNotTheNext() {
    try (Journal journal = TestJournal.open(TestJournal.config(data))) {
      TestJournal.write(journal, 3);
      for (long wrong : new long[] {0, 3, 5}) {
        assertThrows(JournalException.class, () -> TestJournal.add(journal, wrong));
      }
      TestJournal.write(journal, 1);
      assertEquals(4, journal.lastSequence());
    }
  }

  @Test
  void refusesARecordThatIsTooLongBeforeAnythingIsWritten() {
    JournalConfig config = TestJournal.config(data, 64L << 20);
    try (Journal journal = Journal.open(config, 1)) {
      UnsafeBuffer longest = new UnsafeBuffer(new byte[Journal.MAX_RECORD_BYTES + 1]);
      JournalException refusal =
          assertThrows(
              JournalException.class, () -> journal.add(1, longest, 0, longest.capacity()));
      assertTrue(refusal.getMessage().contains("8388609"), refusal::getMessage);
      journal.add(1, longest, 0, Journal.MAX_RECORD_BYTES);
      journal.append();
      journal.force();
    }
    assertEquals(
        Journal.MAX_RECORD_BYTES, TestJournal.read(config.directory(), 1).payloads.get(0).length);
  }

  @Test
  void splitsALargeBatchOverSeveralExcerpts() {
    JournalConfig config = TestJournal.config(data, 512L << 20);
    try (Journal journal = Journal.open(config, 1)) {
      UnsafeBuffer payload = new UnsafeBuffer(new byte[100_000]);
      for (long sequence = 1; sequence <= 105; sequence++) {
        payload.putLong(0, sequence);
        journal.add(sequence, payload, 0, payload.capacity());
      }
      journal.append();
      journal.force();
    }
    Collected read = new Collected();
    try (JournalReader reader = JournalReader.open(config.directory(), 1)) {
      assertEquals(10, reader.poll(read, Long.MAX_VALUE, 1));
      assertEquals(95, reader.poll(read, Long.MAX_VALUE, 100));
    }
  }

  @Test
  void stopsInTheMiddleOfAnExcerptAndGoesOnThere() {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 10);
      TestJournal.write(journal, 10);
      Collected read = new Collected();
      try (JournalReader reader = JournalReader.open(config.directory(), 3)) {
        assertEquals(0, reader.poll(read, 2, 10));
        assertEquals(3, reader.poll(read, 5, 10));
        assertEquals(6, reader.nextSequence());
        assertEquals(0, reader.poll(read, 5, 10));
        assertEquals(5, reader.poll(read, 20, 1));
        assertEquals(10, reader.poll(read, 20, 1));
        assertEquals(0, reader.poll(read, 20, 1));
      }
      assertEquals(LongStream.rangeClosed(3, 20).boxed().toList(), read.sequences);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tellsHowMuchItsSegmentsHoldAlsoAfterARestart() {
    JournalConfig config = TestJournal.config(data);
    long size;
    try (Journal journal = TestJournal.open(config)) {
      for (int i = 0; i < 3; i++) {
        TestJournal.write(journal, 40);
        TestJournal.define(journal, "definition " + i);
      }
      TestJournal.write(journal, 2);
      size = journal.sizeBytes();
    }
    List<SegmentInfo> segments = JournalReader.segments(config.directory());
    assertTrue(segments.size() > 2, segments + "");
    assertEquals(segments.stream().mapToLong(SegmentInfo::bytes).sum(), size);
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(size, journal.sizeBytes());
      TestJournal.write(journal, 1);
      assertTrue(journal.sizeBytes() > size);
    }
  }
}
