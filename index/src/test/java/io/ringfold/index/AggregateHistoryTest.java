package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domain;
import io.ringfold.examples.bank.Bank;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregateHistoryTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir Path data;

  @Test
  void eachEntryHasTheStateOfAFoldOfEverythingUpToItsEvent() throws Exception {
    System.out.println("AggregateHistoryTest: seed " + seed);
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, 128);
        AggregateHistory history = new AggregateHistory(data, Work.DOMAINS, indexed.history)) {
      for (int round = 0; round < 4; round++) {
        work.send(1 + random.nextInt(500));
        work.engine.snapshot();
        work.send(1 + random.nextInt(500));
        indexed.await(work.sequence());
        List<RecordedCommand> scan = Indexed.scan(data, work.sequence());
        for (int i = 0; i < 40; i++) {
          AggregateKey key = Work.key(random);
          long after = random.nextBoolean() ? 0 : random.nextInt(scan.size());
          long upTo = random.nextBoolean() ? scan.size() : random.nextInt(scan.size());
          int limit = 1 + random.nextInt(20);
          assertEquals(
              folded(key.domain(), key, scan, after, upTo),
              paged(history, key, after, upTo, limit),
              () -> key.key() + " after " + after + " up to " + upTo + " by " + limit);
        }
      }
    }
  }

  private static List<AggregateHistory.Entry> paged(
      AggregateHistory history, AggregateKey key, long after, long upTo, int limit) {
    List<AggregateHistory.Entry> all = new ArrayList<>();
    for (Long next = after; next != null; ) {
      Page<AggregateHistory.Entry> page = history.page(key, any -> true, true, next, upTo, limit);
      all.addAll(page.items());
      assertTrue(page.next() == null || page.next() > next);
      next = page.next();
    }
    return all;
  }

  private static <S> List<AggregateHistory.Entry> folded(
      Domain<S> domain, AggregateKey key, List<RecordedCommand> scan, long after, long upTo) {
    S state = domain.initialState().get();
    List<AggregateHistory.Entry> entries = new ArrayList<>();
    for (RecordedCommand command : scan) {
      for (int i = 0; i < command.events().size(); i++) {
        EventAt event = new EventAt(command, i);
        if (Work.DOMAINS.event(event.event().name()).domain() == domain) {
          evolve(domain, state, event.event().data());
          if (key.isIn(event.event()) && command.sequence() > after && command.sequence() <= upTo) {
            entries.add(new AggregateHistory.Entry(event, domain.keyState().of(state, key.key())));
          }
        }
      }
    }
    return entries;
  }

  @SuppressWarnings("unchecked")
  private static <S, E> void evolve(Domain<S> domain, S state, E event) {
    for (Domain.EventType<S, ?> type : domain.events()) {
      if (type.type() == event.getClass()) {
        ((Domain.EventType<S, E>) type).evolver().evolve(state, event);
      }
    }
  }

  @Test
  void whoMayNotSeeStatesGetsTheEventsWithoutThem() throws Exception {
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, 128);
        AggregateHistory history = new AggregateHistory(data, Work.DOMAINS, indexed.history)) {
      work.send(300);
      indexed.await(300);
      Map<String, AggregateHistory.Entry> byState = new LinkedHashMap<>();
      for (int account = 0; account < 20; account++) {
        AggregateKey key = new AggregateKey(Bank.DEFINITION, "account " + account);
        history
            .page(key, event -> event.index() == 0, true, 0, 300, 1000)
            .items()
            .forEach(entry -> byState.put("with", entry));
        history
            .page(key, event -> event.index() == 0, false, 0, 300, 1000)
            .items()
            .forEach(entry -> byState.put("without", entry));
      }
      assertNotNull(byState.get("with").state());
      assertNull(byState.get("without").state());
      assertEquals(byState.get("with").event(), byState.get("without").event());
    }
  }

  @Test
  void aCallThatIsUnderWayEndsWhenItIsClosed() throws Exception {
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, 128)) {
      work.send(300);
      indexed.await(300);
      String account =
          indexed
              .history
              .events(new EventFilter("account-opened", null, null, null, null), 0, 300, 1)
              .items()
              .get(0)
              .event()
              .data()
              .toString()
              .replaceAll(".*account=([^,]*),.*", "$1");
      AggregateKey key = new AggregateKey(Bank.DEFINITION, account);
      AggregateHistory history = new AggregateHistory(data, Work.DOMAINS, indexed.history);
      assertTrue(history.page(key, any -> true, true, 0, 300, 10).items().size() > 0);
      history.close();
      assertThrows(
          IndexUnavailableException.class, () -> history.page(key, any -> true, true, 0, 300, 10));
    }
  }
}
