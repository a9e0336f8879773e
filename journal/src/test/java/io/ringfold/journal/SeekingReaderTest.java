package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that go to and fro between places they know. */
class SeekingReaderTest {
  @TempDir Path data;

  @Test
  void goesToAnySequenceFromAnyPlaceBeforeIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      while (JournalReader.segments(config.directory()).size() < 4) {
        TestJournal.write(journal, 1 + random.nextInt(20));
      }
      long last = journal.lastSequence();
      List<JournalPlace> places = places(config.directory(), last);
      try (JournalReader reader = JournalReader.open(config.directory(), 1)) {
        for (int round = 0; round < 500; round++) {
          JournalPlace near = places.get(random.nextInt(places.size()));
          long sequence = near.sequence() + random.nextLong(last - near.sequence() + 1);
          reader.seek(sequence, near);
          assertEquals(sequence, reader.nextSequence());
          assertReads(reader, sequence, "seed " + seed);
          try (JournalReader opened = JournalReader.open(config.directory(), sequence, near)) {
            assertReads(opened, sequence, "seed " + seed);
          }
        }
        JournalPlace later = new JournalPlace(last, 1, 0);
        assertThrows(IllegalArgumentException.class, () -> reader.seek(last - 1, later));
        JournalPlace gone = new JournalPlace(1, 99, 0);
        assertThrows(JournalException.class, () -> reader.seek(1, gone));
      }
    }
  }

  @Test
  void findsTheFirstRecordHoweverManyExcerptsAreOnTheWayToIt() {
    JournalConfig config = TestJournal.config(data);
    try (Journal journal = TestJournal.open(config)) {
      for (int i = 0; i < 40; i++) {
        TestJournal.write(journal, 2);
      }
      JournalPlace first = places(config.directory(), 80).get(0);
      Reading reading = new Reading();
      try (JournalReader reader = JournalReader.open(config.directory(), 76, first)) {
        assertEquals(1, reader.poll(reading, 80, 1), "the second half of its excerpt");
        assertEquals(76, reading.sequence);
        assertEquals(2, reader.poll(reading, 80, 1));
        assertEquals(78, reading.sequence);
      }
    }
  }

  private static List<JournalPlace> places(Path directory, long last) {
    List<JournalPlace> places = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(directory, 1)) {
      Reading reading = new Reading();
      while (reader.nextSequence() <= last && reader.poll(reading, last, 1) > 0) {
        places.add(reader.place());
      }
    }
    return places;
  }

  private static void assertReads(JournalReader reader, long sequence, String message) {
    Reading reading = new Reading();
    reader.poll(reading, sequence, Integer.MAX_VALUE);
    assertEquals(sequence, reading.sequence, message);
    assertArrayEquals(TestJournal.payload(sequence), reading.payload, message);
  }

  private static final class Reading implements JournalHandler {
    private long sequence;
    private byte[] payload;

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {}

    @Override
    public void onRecord(long recordSequence, DirectBuffer buffer, int offset, int length) {
      sequence = recordSequence;
      payload = new byte[length];
      buffer.getBytes(offset, payload);
    }
  }
}
