package io.ringfold.engine;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log of commands that took longer than was configured, and where their time went. The reply
 * stage notes them; another thread writes them down, so that a slow log slows no command.
 *
 * <p>It cannot flood: where commands are slow faster than they are written down, only the first
 * ones are noted, and the rest are counted in one line.
 */
final class SlowCommands {
  private static final Logger LOG = LoggerFactory.getLogger(SlowCommands.class);

  /** How many are noted between two calls of {@link #log}. */
  private static final int NOTED = 8;

  /** A command that was slow, copied out of its slot, and how long it was where. */
  private record Slow(
      UUID uuid,
      String name,
      long sequence,
      String clientId,
      long clientSeq,
      long ringNs,
      long decideNs,
      long journalNs,
      long replyNs) {}

  private final long slowNs;
  private final OneToOneConcurrentArrayQueue<Slow> noted =
      new OneToOneConcurrentArrayQueue<>(NOTED);
  private final AtomicLong notNoted = new AtomicLong();

  /**
   * @param slow what takes longer is noted; zero for nothing
   */
  SlowCommands(Duration slow) {
    slowNs = slow.isZero() ? Long.MAX_VALUE : slow.toNanos();
  }

  /**
   * Notes a command where it was slow; reply stage only.
   *
   * @param replyNs when the reply stage began the batch with this command
   * @param nowNs when the answer was handed over
   */
  void look(Slot slot, long replyNs, long nowNs) {
    if (nowNs - slot.publishedNs() <= slowNs) {
      return;
    }
    Submission submission = slot.submission();
    Slow slow =
        new Slow(
            submission.uuid(),
            submission.command().type().name(),
            slot.sequence(),
            submission.clientId(),
            submission.clientSeq(),
            slot.takenNs() - slot.publishedNs(),
            slot.journalNs() - slot.takenNs(),
            replyNs - slot.journalNs(),
            nowNs - replyNs);
    if (!noted.offer(slow)) {
      notNoted.incrementAndGet();
    }
  }

  /** Writes down what was noted since the last call. */
  synchronized void log() {
    for (Slow slow = noted.poll(); slow != null; slow = noted.poll()) {
      about(LOG.atWarn(), slow.uuid, slow.name, slow.sequence, slow.clientId, slow.clientSeq)
          .addKeyValue("ring-us", micros(slow.ringNs))
          .addKeyValue("decide-us", micros(slow.decideNs))
          .addKeyValue("journal-us", micros(slow.journalNs))
          .addKeyValue("reply-us", micros(slow.replyNs))
          .log("slow command");
    }
    long more = notNoted.getAndSet(0);
    if (more > 0) {
      LOG.atWarn().addKeyValue("count", more).log("more slow commands, not logged one by one");
    }
  }

  private static long micros(long ns) {
    return TimeUnit.NANOSECONDS.toMicros(ns);
  }

  /** A log entry that concerns this command. */
  static LoggingEventBuilder about(LoggingEventBuilder entry, Slot slot) {
    Submission submission = slot.submission();
    return about(
        entry,
        submission.uuid(),
        submission.command().type().name(),
        slot.sequence(),
        submission.clientId(),
        submission.clientSeq());
  }

  private static LoggingEventBuilder about(
      LoggingEventBuilder entry,
      UUID uuid,
      String name,
      long sequence,
      String clientId,
      long clientSeq) {
    LoggingEventBuilder described = entry.addKeyValue("uuid", uuid).addKeyValue("name", name);
    if (sequence > 0) {
      described = described.addKeyValue("seq", sequence);
    }
    return clientId == null
        ? described
        : described.addKeyValue("client-id", clientId).addKeyValue("client-seq", clientSeq);
  }
}
