package io.ringfold.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine is closed while several threads publish: whoever was told PUBLISHED has the answer when
 * close returns, nobody else ever gets one, and the next start finds exactly those.
 */
class EngineCloseTest {
  private static final Domains DOMAINS = Domains.of(Bank.DEFINITION);
  private static final int ROUNDS = 8;
  private static final int PUBLISHERS = 3;
  private static final long PATIENCE_S = 60;

  @TempDir Path directory;

  private final ConcurrentMap<UUID, AtomicInteger> answers = new ConcurrentHashMap<>();

  @Test
  void answersWhatWasPublishedBeforeTheCloseAndNothingElse() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
    long published = 0;
    long refused = 0;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Engine engine = open();
        engine.start();
        assertEquals(published, engine.status().sequence(), "found at start, seed " + seed);
        Publishers shift = new Publishers(engine);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
          running.add(threads.submit(shift));
        }
        assertTrue(shift.atWork.await(PATIENCE_S, TimeUnit.SECONDS), "seed " + seed);
        for (int i = random.nextInt(20_000); i > 0; i--) {
          Thread.onSpinWait();
        }
        engine.close();
        // from here on no answer may come: all that were promised are there
        int answeredAtClose = answers.values().stream().mapToInt(AtomicInteger::get).sum();
        shift.over.set(true);
        for (Future<?> each : running) {
          each.get(PATIENCE_S, TimeUnit.SECONDS);
        }
        published += shift.published.size();
        refused += shift.refused.size();
        assertEquals(EngineStatus.State.STOPPED, engine.status().state());
        assertEquals(published, answeredAtClose, "seed " + seed);
        for (UUID uuid : shift.published) {
          assertEquals(1, answersTo(uuid), "published, seed " + seed);
        }
        for (UUID uuid : shift.refused) {
          assertEquals(0, answersTo(uuid), "refused, seed " + seed);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.println(
        "EngineCloseTest seed "
            + seed
            + ": "
            + ROUNDS
            + " closes, "
            + published
            + " commands published and answered, "
            + refused
            + " refused");
    assertTrue(published > ROUNDS && refused > ROUNDS, "closed beside the publishing");
  }

  private int answersTo(UUID uuid) {
    AtomicInteger count = answers.get(uuid);
    return count == null ? 0 : count.get();
  }

  private Engine open() {
    EngineConfig config =
        EngineConfig.in(directory)
            .withDurability(Durability.CRASH)
            .withRingSlots(64)
            .withSegmentBytes(1 << 20)
            .withSnapshotEvery(0, Duration.ZERO);
    return Engine.open(
        config,
        DOMAINS,
        List.of(),
        failure -> {
          throw new AssertionError("the engine failed", failure);
        });
  }

  /** Publishes as fast as it can until it was refused for good, and some more. */
  private final class Publishers implements Runnable {
    final Engine engine;
    final CountDownLatch atWork = new CountDownLatch(PUBLISHERS);
    final AtomicBoolean over = new AtomicBoolean();
    final Set<UUID> published = ConcurrentHashMap.newKeySet();
    final Set<UUID> refused = ConcurrentHashMap.newKeySet();

    Publishers(Engine engine) {
      this.engine = engine;
    }

    @Override
    public void run() {
      boolean begun = false;
      while (!over.get()) {
        UUID uuid = UUID.randomUUID();
        Submission submission =
            new Submission(
                DOMAINS.command("open-account"),
                new OpenAccount(uuid.toString(), "someone"),
                uuid,
                null,
                0,
                null,
                null,
                Submission.ANY_SEQUENCE,
                engine.nowMicros(),
                this::answered);
        switch (engine.publish(submission)) {
          case PUBLISHED -> published.add(uuid);
          case UNAVAILABLE -> {
            refused.add(uuid);
            Thread.yield();
          }
          case BUSY -> Thread.yield();
        }
        if (!begun && !published.isEmpty()) {
          begun = true;
          atWork.countDown();
        }
      }
    }

    private void answered(Outcome outcome) {
      answers
          .computeIfAbsent(outcome.submission().uuid(), uuid -> new AtomicInteger())
          .incrementAndGet();
    }
  }
}
