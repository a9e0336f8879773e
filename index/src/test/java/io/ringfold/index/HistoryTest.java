package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.Durability;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.Submission;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Key;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened long ago, in other versions of the code and in segments that are gone. */
class HistoryTest {
  record Note(String text) {}

  record Noted(@Key String text) {}

  record Scribbled(String text) {}

  record Written(@Key String text, int line) {}

  static final class Paper {
    void take(Object event) {}
  }

  /** What was noted is two lines today, what was scribbled is nothing. */
  private static final Domains BEFORE =
      Domains.of(
          Domain.define("paper", Paper.class, Paper::new)
              .command(
                  "note",
                  Note.class,
                  (paper, note, context) ->
                      Decision.accept(new Scribbled(note.text()), new Noted(note.text())))
              .event("noted", 1, Noted.class, Paper::take)
              .event("scribbled", 1, Scribbled.class, Paper::take)
              .build());

  private static final Domains TODAY =
      Domains.of(
          Domain.define("paper", Paper.class, Paper::new)
              .command(
                  "note",
                  Note.class,
                  (paper, note, context) -> Decision.accept(new Written(note.text(), 0)))
              .event("written", 1, Written.class, Paper::take)
              .retired(
                  "noted",
                  1,
                  fields ->
                      List.of(
                          new Written((String) fields.get("text"), 1),
                          new Written((String) fields.get("text"), 2)))
              .retired("scribbled", 1)
              .build());

  @TempDir Path data;

  @Test
  void whatOlderCodeWroteIsFoundAsWhatItIsToday() throws Exception {
    work(BEFORE, 1, 100);
    follow(BEFORE, 100, history -> assertEquals(100, count(history, "noted", 100)));
    work(TODAY, 101, 20);
    follow(
        TODAY,
        120,
        history -> {
          assertEquals(0, count(history, "noted", 120));
          assertEquals(0, count(history, "scribbled", 120));
          assertEquals(220, count(history, "written", 120));
          assertEquals(2, ofKey(history, TODAY, "note 7").size());
          assertEquals(1, ofKey(history, TODAY, "note 107").size());
          assertEquals(List.of(), ofKey(history, TODAY, "note 121"));
          RecordedCommand old = history.command(uuid(7));
          assertEquals(
              List.of(
                  new RecordedEvent("written", new Written("note 7", 1)),
                  new RecordedEvent("written", new Written("note 7", 2))),
              old.events());
          assertEquals(new EventAt(old, 1), history.event(Uuid5.ofEvent(uuid(7), 1)));
          assertNull(history.event(Uuid5.ofEvent(uuid(7), 2)));
          assertEquals(1, history.command(uuid(107)).events().size());
        });
  }

  private interface Look {
    void at(History history) throws Exception;
  }

  private void follow(Domains domains, long sequence, Look look) throws Exception {
    IndexConfig config = Indexed.config(data);
    try (JournalIndex index = new JournalIndex(config, domains, () -> sequence, 16)) {
      index.start();
      assertTrue(index.reached(sequence, Duration.ofSeconds(60)).get(90, TimeUnit.SECONDS));
      look.at(new History(config, domains, index));
    }
  }

  private static int count(History history, String name, long upTo) {
    EventFilter filter = new EventFilter(name, null, null, null, null);
    return history.events(filter, 0, upTo, 1_000).items().size();
  }

  private static List<EventAt> ofKey(History history, Domains domains, String key) {
    EventFilter filter = EventFilter.of(new AggregateKey(domains.all().get(0), key));
    return history.events(filter, 0, 120, 1_000).items();
  }

  private static UUID uuid(long number) {
    return new UUID(number, number);
  }

  private void work(Domains domains, int from, int commands) {
    EngineConfig config =
        EngineConfig.in(data)
            .withDurability(Durability.CRASH)
            .withSegmentBytes(64 << 10)
            .withSnapshotEvery(0, Duration.ZERO)
            .withSnapshotAtStop(false);
    try (Engine engine = Engine.open(config, domains, List.of(), failure -> {})) {
      engine.start();
      for (int i = from; i < from + commands; i++) {
        engine.publish(
            new Submission(
                domains.command("note"),
                new Note("note " + i),
                uuid(i),
                null,
                0,
                null,
                null,
                Submission.ANY_SEQUENCE,
                engine.nowMicros(),
                null));
      }
    }
  }

  @Test
  void whatWasArchivedIsNotThereWithOrWithoutTheIndexOfBefore() throws Exception {
    Random random = new Random(5);
    long sequence;
    try (Work work = new Work(data, random)) {
      do {
        work.send(1_000);
      } while (JournalReader.segments(DataDirectory.journal(data)).size() < 4);
      sequence = work.sequence();
      try (Indexed indexed = new Indexed(data, work::sequence, 64)) {
        indexed.await(sequence);
      }
    }
    List<RecordedCommand> before = Indexed.scan(data, sequence);
    List<SegmentInfo> segments = JournalReader.segments(DataDirectory.journal(data));
    // the first was ended by the definitions of the domains, before any record
    long first = segments.get(2).firstSequence();
    Files.delete(segments.get(0).file());
    Files.delete(segments.get(1).file());
    for (boolean indexKept : new boolean[] {true, false}) {
      if (!indexKept) {
        IndexStore.delete(DataDirectory.index(data));
      }
      try (Indexed indexed = new Indexed(data, () -> sequence, 64)) {
        indexed.await(sequence);
        assertNull(indexed.history.command(before.get(0).uuid()));
        assertNull(indexed.history.command(before.get((int) first - 2).uuid()));
        assertNull(indexed.history.at(first - 1));
        RecordedCommand oldest = before.get((int) first - 1);
        assertEquals(oldest, indexed.history.command(oldest.uuid()));
        Page<RecordedCommand> page = indexed.history.commands(0, sequence, 1, any -> true);
        assertEquals(List.of(oldest), page.items());
        long firstWithEvents =
            before.stream()
                .filter(command -> command.sequence() >= first && !command.events().isEmpty())
                .findFirst()
                .orElseThrow()
                .sequence();
        assertEquals(
            firstWithEvents,
            indexed
                .history
                .events(EventFilter.ALL, 0, sequence, 1)
                .items()
                .get(0)
                .command()
                .sequence());
      }
    }
  }

  @Test
  void whatMayNotBeShownIsLeftOutAndOneRequestReadsOnlySoMuch() throws Exception {
    long commands = 45_000;
    Bulk.write(data, commands);
    try (Indexed indexed = new Indexed(data, () -> commands, 10_000)) {
      indexed.await(commands);
      int pages = 0;
      long found = 0;
      for (Long next = 0L; next != null; pages++) {
        Page<RecordedCommand> page =
            indexed.history.commands(
                next, commands, 10, command -> command.sequence() % 30_000 == 0);
        found += page.items().size();
        next = page.next();
      }
      assertEquals(1, found);
      assertEquals(3, pages);
      pages = 0;
      found = 0;
      for (Long next = 0L; next != null; pages++) {
        Page<EventAt> page =
            indexed.history.events(
                EventFilter.ALL,
                event -> event.command().sequence() % 30_000 == 0,
                next,
                commands,
                10);
        found += page.items().size();
        next = page.next();
      }
      assertEquals(1, found);
      assertEquals(3, pages);
    }
  }

  @Test
  void onAFullDiskNothingIsWrittenAndTheNewestIsFoundStill() throws Exception {
    long commands = 1_000;
    Bulk.write(data, commands);
    IndexConfig real = Indexed.config(data);
    IndexConfig full =
        new IndexConfig(real.directory(), real.journal(), real.cacheBytes(), Long.MAX_VALUE);
    try (JournalIndex index = new JournalIndex(full, Work.DOMAINS, () -> commands, 100)) {
      index.start();
      assertTrue(index.reached(100, Duration.ofSeconds(60)).get(90, TimeUnit.SECONDS));
      History history = new History(full, Work.DOMAINS, index);
      assertEquals(42, history.command(Bulk.uuid(42)).sequence());
      assertEquals(100, index.indexedSequence());
    }
    String madeBy = Follower.madeBy(Work.DOMAINS);
    try (IndexStore store = IndexStore.open(full.directory(), 1 << 20, madeBy)) {
      assertEquals(List.of(), store.blocks());
    }
    try (Stream<Path> files = Files.list(full.directory())) {
      assertEquals(1, files.count());
    }
  }
}
