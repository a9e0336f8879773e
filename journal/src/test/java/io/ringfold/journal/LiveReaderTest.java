package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers beside a writer that goes on, through several segments. */
class LiveReaderTest {

  private static final long RECORDS = 60_000;

  @TempDir Path data;

  /** Each record once, in order, with the definitions of its segment before it. */
  private static final class Checking implements JournalHandler {
    private long expected = 1;
    private int definitions;

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      definitions++;
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      assertEquals(expected, sequence);
      byte[] payload = new byte[length];
      buffer.getBytes(offset, payload);
      assertArrayEquals(TestJournal.payload(sequence), payload);
      expected++;
    }
  }

  @Test
  void aReaderInTheSameProcessFollowsTheWriter() throws Exception {
    JournalConfig config = TestJournal.config(data, 1 << 20);
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.define(journal, "one", "two");
      AtomicBoolean failed = new AtomicBoolean();
      CompletableFuture<Checking> reading =
          CompletableFuture.supplyAsync(
              () -> {
                Checking checking = new Checking();
                try (JournalReader reader = JournalReader.open(config.directory(), 1)) {
                  while (reader.nextSequence() <= RECORDS) {
                    long forced = journal.forcedSequence();
                    reader.poll(checking, forced, 10);
                    assertTrue(reader.nextSequence() <= forced + 1);
                  }
                  return checking;
                } catch (Throwable e) {
                  failed.set(true);
                  throw e;
                }
              });
      for (int batch = 1; journal.lastSequence() < RECORDS; batch = batch % 150 + 1) {
        TestJournal.write(journal, (int) Math.min(batch, RECORDS - journal.lastSequence()));
        assertTrue(!failed.get() || reading.get() == null);
      }
      Checking checked = reading.get();
      assertEquals(RECORDS + 1, checked.expected);
      int segments = JournalReader.segments(config.directory()).size();
      assertTrue(segments > 3, segments + " segments");
      assertEquals(2 * (segments - 1), checked.definitions, "segment 1 came before them");
    }
  }

  @Test
  void aReaderOfAnotherProcessesJournalFollowsItAndChangesNothing() throws Exception {
    JournalConfig config = TestJournal.config(data, 1 << 20);
    Checking checking = new Checking();
    try (WriterProcess writer = new WriterProcess(data, 1)) {
      assertTrue(writer.nextForced() > 0);
      try (JournalReader reader = JournalReader.open(config.directory(), 1)) {
        // unbounded: right up to what the writer is in the middle of writing
        while (reader.nextSequence() <= RECORDS) {
          reader.poll(checking, Long.MAX_VALUE, 10);
          assertTrue(writer.nextForced() > 0);
        }
      }
      writer.kill();
    }
    assertTrue(checking.expected > RECORDS);
    assertTrue(JournalReader.segments(config.directory()).size() > 3);
    assertTrue(Files.notExists(config.damagedDirectory()));
  }

  @Test
  void aReaderMayWaitAheadOfTheWriter() {
    JournalConfig config = TestJournal.config(data);
    TestJournal.Collected collected = new TestJournal.Collected();
    try (Journal journal = TestJournal.open(config);
        JournalReader reader = JournalReader.open(config.directory(), 8)) {
      TestJournal.write(journal, 5);
      assertEquals(0, reader.poll(collected, Long.MAX_VALUE, 10));
      TestJournal.define(journal, "later");
      TestJournal.write(journal, 5);
      assertEquals(3, reader.poll(collected, Long.MAX_VALUE, 10));
    }
    assertEquals(List.of("definition 0 later", "record 8", "record 9", "record 10"), collected.log);
  }

  @Test
  void aReaderThatWasBehindARollFindsEveryRecord() {
    JournalConfig config = TestJournal.config(data);
    TestJournal.Collected collected = new TestJournal.Collected();
    try (Journal journal = TestJournal.open(config);
        JournalReader reader = JournalReader.open(config.directory(), 1)) {
      for (int i = 0; i < 5; i++) {
        TestJournal.write(journal, 2);
        TestJournal.define(journal, "definition " + i);
        reader.poll(collected, Long.MAX_VALUE, i % 2);
      }
      while (reader.poll(collected, Long.MAX_VALUE, 1) > 0) {
        // until there is none
      }
    }
    assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), collected.sequences);
  }
}
