package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sequence that a time stands for, in journals of several segments. */
@Timeout(120)
class TimeLookupTest {
  private static final long LATER = Long.MAX_VALUE;

  @TempDir Path directory;

  private Path journal() {
    return DataDirectory.journal(directory);
  }

  private TimeLookup lookup() {
    return new TimeLookup(List.of(journal()));
  }

  /** Several segments of commands, some of them at the same microsecond. */
  private void write(long seed) {
    Random random = new Random(seed);
    String note = "n".repeat(20_000);
    long timeMicros = Micros.of(Instant.parse("2026-01-31T10:00:00Z"));
    try (RunningEngine running =
        RunningEngine.start(
            RunningEngine.config(directory).withSegmentBytes(256 << 10), Ledger.domains())) {
      List<CompletableFuture<RunningEngine.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        timeMicros += random.nextInt(3);
        answers.add(
            running.sendAt(
                timeMicros, new UUID(seed, i), "post", new Ledger.Post("a", i, Optional.of(note))));
      }
      answers.forEach(RunningEngine::await);
    }
  }

  /** The time of each record, of sequence 1 at place 0, found by reading all of them. */
  private List<Long> times() {
    List<Long> times = new ArrayList<>();
    RecordView view = new RecordView();
    JournalHandler handler =
        new JournalHandler() {
          @Override
          public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {}

          @Override
          public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
            times.add(view.wrap(buffer, offset, length).timeMicros());
          }
        };
    try (JournalReader reader = JournalReader.open(journal(), 1)) {
      while (reader.poll(handler, LATER, 1_000) > 0) {
        // until its end
      }
    }
    return times;
  }

  private static long expected(List<Long> times, long timeMicros, long upToSequence) {
    long found = 0;
    for (int i = 0; i < Math.min(times.size(), upToSequence); i++) {
      if (times.get(i) <= timeMicros) {
        found = i + 1;
      }
    }
    return found;
  }

  @Test
  void findsTheLastCommandAtOrBeforeEveryTime() {
    long seed = System.nanoTime();
    write(seed);
    List<Long> times = times();
    assertTrue(JournalReader.segments(journal()).size() > 2, "one segment alone shows nothing");
    for (long time = times.get(0) - 2; time <= times.get(times.size() - 1) + 2; time++) {
      assertEquals(
          OptionalLong.of(expected(times, time, LATER)),
          lookup().sequenceAt(Micros.toInstant(time), LATER),
          "seed " + seed + ", at " + Micros.toInstant(time));
    }
  }

  @Test
  void looksAtNothingAfterTheSequenceGiven() {
    long seed = System.nanoTime();
    write(seed);
    List<Long> times = times();
    for (long upTo : new long[] {1, 2, 150, 199}) {
      assertEquals(
          OptionalLong.of(upTo),
          lookup().sequenceAt(Instant.MAX, upTo),
          "seed " + seed + ", up to " + upTo);
      long time = times.get(100);
      assertEquals(
          OptionalLong.of(expected(times, time, upTo)),
          lookup().sequenceAt(Micros.toInstant(time), upTo),
          "seed " + seed + ", up to " + upTo);
    }
  }

  @Test
  void aTimeBeforeTheFirstCommandIsSequenceZero() {
    write(1);
    assertEquals(OptionalLong.of(0), lookup().sequenceAt(Instant.MIN, LATER));
    assertEquals(OptionalLong.of(0), lookup().sequenceAt(Instant.EPOCH, LATER));
  }

  @Test
  void aJournalWithoutCommandsIsAtSequenceZeroAtAnyTime() {
    RunningEngine.start(directory).close();
    assertEquals(OptionalLong.of(0), lookup().sequenceAt(Instant.EPOCH, 0));
    assertEquals(OptionalLong.of(0), lookup().sequenceAt(Instant.MAX, 0));
  }

  @Test
  void whatCameBeforeTheSegmentsThatAreLeftIsKnownToTheArchiveAlone() throws IOException {
    write(2);
    List<Long> times = times();
    List<SegmentInfo> segments = JournalReader.segments(journal());
    long firstLeft = segments.get(2).firstSequence();
    Path archive = Files.createDirectory(directory.resolve("archive"));
    for (SegmentInfo each : segments.subList(0, 2)) {
      Files.move(each.file(), archive.resolve(each.file().getFileName()));
    }
    long before = times.get((int) firstLeft - 1) - 1;

    assertEquals(
        OptionalLong.empty(), lookup().sequenceAt(Micros.toInstant(before), LATER), "archived");
    assertEquals(
        OptionalLong.of(expected(times, before, LATER)),
        new TimeLookup(Recovery.journals(directory, List.of(archive)))
            .sequenceAt(Micros.toInstant(before), LATER));
  }

  @Test
  void namesTheTimeWhereThereIsNoJournal() {
    EngineException none =
        assertThrows(EngineException.class, () -> lookup().sequenceAt(Instant.EPOCH, LATER));
    assertTrue(none.getMessage().contains("1970-01-01T00:00:00Z"), none.getMessage());
  }
}
