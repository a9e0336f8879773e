package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalIndexTest {
  private static final int BLOCK = 128;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir Path data;

  @Test
  void randomFiltersFindWhatAScanOfTheJournalFinds() throws Exception {
    System.out.println("JournalIndexTest: seed " + seed);
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
      for (int round = 0; round < 3; round++) {
        work.send(1 + random.nextInt(1_500));
        indexed.await(work.sequence());
        List<RecordedCommand> scan = Indexed.scan(data, work.sequence());
        assertEquals(work.sequence(), scan.size());
        indexed.assertFiltersLikeAScan(scan, random, 150);
      }
    }
  }

  @Test
  void everyCommandAndEventIsFoundByItsUuidAlsoAfterARestart() throws Exception {
    List<RecordedCommand> scan;
    try (Work work = new Work(data, random)) {
      work.send(1_000);
      scan = Indexed.scan(data, 1_000);
      try (Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
        indexed.await(1_000);
        indexed.assertFindsAll(scan);
      }
    }
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
      indexed.await(1_000);
      indexed.assertFindsAll(scan);
    }
  }

  @Test
  void commandsComeInPagesThatEndWhereTheJournalDoes() throws Exception {
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
      work.send(300);
      indexed.await(300);
      List<RecordedCommand> scan = Indexed.scan(data, 300);
      Page<RecordedCommand> page = indexed.history.commands(0, 300, 100, any -> true);
      assertEquals(scan.subList(0, 100), page.items());
      assertEquals(100, page.next());
      page = indexed.history.commands(200, 300, 100, any -> true);
      assertEquals(scan.subList(200, 300), page.items());
      assertNull(page.next(), "nothing more");
      page = indexed.history.commands(300, 300, 100, any -> true);
      assertEquals(List.of(), page.items());
      assertNull(page.next());
      page = indexed.history.commands(0, 300, 7, command -> !command.accepted());
      assertTrue(page.items().stream().noneMatch(RecordedCommand::accepted));
      assertEquals(scan.get(149), indexed.history.at(150));
    }
  }

  @Test
  void whatIsNotSettledIsNotIndexed() throws Exception {
    AtomicLong settled = new AtomicLong(10);
    try (Work work = new Work(data, random)) {
      work.send(200);
      try (Indexed indexed = new Indexed(data, settled::get, BLOCK)) {
        indexed.await(10);
        assertEquals(10, indexed.index.indexedSequence());
        RecordedCommand later = indexed.history.at(11);
        assertNull(indexed.history.command(later.uuid()));
        CompletableFuture<Boolean> reached = indexed.index.reached(200, Duration.ofSeconds(60));
        assertFalse(indexed.index.reached(200, Duration.ofMillis(1)).get(60, TimeUnit.SECONDS));
        assertFalse(reached.isDone());
        settled.set(200);
        assertTrue(reached.get(60, TimeUnit.SECONDS));
        assertEquals(later, indexed.history.command(later.uuid()));
      }
    }
  }

  @Test
  void whoeverWaitsWhenItStopsIsToldSo() throws Exception {
    try (Work work = new Work(data, random)) {
      work.send(1);
      CompletableFuture<Boolean> reached;
      try (Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
        reached = indexed.index.reached(2, Duration.ofMinutes(5));
      }
      assertFalse(reached.get(60, TimeUnit.SECONDS));
    }
  }
}
