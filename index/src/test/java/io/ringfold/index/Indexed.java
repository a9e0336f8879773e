package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.shape.Values;
import io.ringfold.examples.bank.Bank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** An index at work, and a full scan of the journal to compare it with; for tests. */
final class Indexed implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final JournalIndex index;
  final History history;

  /**
   * @param blockRecords small, so that a few commands make many blocks
   */
  Indexed(Path data, LongSupplier settled, int blockRecords) {
    IndexConfig config = config(data);
    index = new JournalIndex(config, Work.DOMAINS, settled, blockRecords);
    history = new History(config, Work.DOMAINS, index);
    index.start();
  }

  static IndexConfig config(Path data) {
    return new IndexConfig(DataDirectory.index(data), DataDirectory.journal(data), 1 << 20, 0);
  }

  void await(long sequence) throws Exception {
    assertTrue(
        index.reached(sequence, PATIENCE).get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS),
        "indexed up to " + index.indexedSequence() + " of " + sequence);
  }

  /** Every record, read from the first on without an index. */
  static List<RecordedCommand> scan(Path data, long upTo) {
    IndexConfig config = config(data);
    JournalIndex none = new JournalIndex(config, Work.DOMAINS, () -> 0);
    History plain = new History(config, Work.DOMAINS, none);
    List<RecordedCommand> all = new ArrayList<>();
    for (Long after = 0L; after != null; ) {
      Page<RecordedCommand> page = plain.commands(after, upTo, 1000, any -> true);
      all.addAll(page.items());
      after = page.next();
    }
    return all;
  }

  /** Finds everything in the scan by its uuid, and nothing else. */
  void assertFindsAll(List<RecordedCommand> scan) {
    for (RecordedCommand command : scan) {
      assertEquals(command, history.command(command.uuid()));
      for (int i = 0; i < command.events().size(); i++) {
        EventAt found = history.event(command.eventUuid(i));
        assertNotNull(found, () -> "no event of " + command);
        assertEquals(new EventAt(command, i), found);
      }
      assertNull(history.event(command.uuid()), "a command is no event");
      assertNull(history.command(command.eventUuid(0)), "an event is no command");
    }
    assertNull(history.command(UUID.randomUUID()));
    assertNull(history.event(UUID.randomUUID()));
  }

  /** Random filters give what looking at each record gives, page by page. */
  void assertFiltersLikeAScan(List<RecordedCommand> scan, Random random, int rounds) {
    for (int round = 0; round < rounds; round++) {
      EventFilter filter = filter(scan, random);
      long after = random.nextBoolean() ? 0 : random.nextInt(scan.size() + 1);
      long upTo = random.nextBoolean() ? scan.size() : random.nextInt(scan.size() + 1);
      int limit = 1 + random.nextInt(40);
      List<EventAt> expected = new ArrayList<>();
      for (RecordedCommand command : scan) {
        for (int i = 0; i < command.events().size(); i++) {
          if (command.sequence() > after
              && command.sequence() <= upTo
              && fits(filter, command, command.events().get(i))) {
            expected.add(new EventAt(command, i));
          }
        }
      }
      List<EventAt> found = new ArrayList<>();
      Long next = after;
      do {
        Page<EventAt> page = history.events(filter, next, upTo, limit);
        found.addAll(page.items());
        if (page.next() != null) {
          assertTrue(page.next() > next && !page.items().isEmpty(), "a page goes on");
        }
        next = page.next();
      } while (next != null);
      assertEquals(
          expected, found, () -> filter + " after " + after + " up to " + upTo + " by " + limit);
    }
  }

  private static EventFilter filter(List<RecordedCommand> scan, Random random) {
    RecordedCommand one = scan.get(random.nextInt(scan.size()));
    RecordedCommand other = scan.get(random.nextInt(scan.size()));
    return new EventFilter(
        random.nextBoolean() ? null : Work.EVENT_NAMES.get(random.nextInt(Work.EVENT_NAMES.size())),
        random.nextBoolean() ? null : Work.user(random),
        random.nextInt(6) > 0 ? null : one.uuid(),
        random.nextBoolean() ? null : (Long) (one.timeMicros() + random.nextInt(3) - 1),
        random.nextBoolean() ? null : (Long) (other.timeMicros() + random.nextInt(3) - 1),
        random.nextBoolean() ? null : Work.key(random));
  }

  private static boolean fits(EventFilter filter, RecordedCommand command, RecordedEvent event) {
    return (filter.name() == null || filter.name().equals(event.name()))
        && (filter.user() == null || filter.user().equals(command.user()))
        && (filter.commandUuid() == null || filter.commandUuid().equals(command.uuid()))
        && (filter.sinceMicros() == null || command.timeMicros() >= filter.sinceMicros())
        && (filter.untilMicros() == null || command.timeMicros() <= filter.untilMicros())
        && (filter.key() == null || isOf(filter.key(), event));
  }

  /** By the event's fields as a client sees them. */
  private static boolean isOf(AggregateKey key, RecordedEvent event) {
    if (Work.DOMAINS.event(event.name()).domain() != key.domain()) {
      return false;
    }
    Map<?, ?> fields = (Map<?, ?>) Values.plain(event.data());
    String keyField =
        switch (event.name()) {
          case "transfer-debited" -> "from";
          case "transfer-credited" -> "to";
          case "done-cleared" -> "ids";
          default -> key.domain() == Bank.DEFINITION ? "account" : "id";
        };
    return fields.get(keyField) instanceof List<?> list
        ? list.contains(key.key())
        : fields.get(keyField).equals(key.key());
  }

  @Override
  public void close() {
    index.close();
  }
}
