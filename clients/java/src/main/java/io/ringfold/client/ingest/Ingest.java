package io.ringfold.client.ingest;

import io.ringfold.client.Ack;
import io.ringfold.client.ClientConfig;
import io.ringfold.client.Command;
import io.ringfold.client.RingfoldClient;
import io.ringfold.client.RingfoldException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One run over one file: each line is sent as {@code visit-page} under an id made from the line,
 * and counted by its answer. Used once, by one thread.
 */
final class Ingest {

  /** So many bad or rejected lines are shown; the rest is counted. */
  static final int SHOWN_LINES = 20;

  /** With these codes no other line will fare better. */
  private static final Set<String> HOPELESS =
      Set.of(
          "busy",
          "unavailable",
          "unknown-command",
          "not-authenticated",
          "not-authorized",
          RingfoldException.NOT_CONNECTED,
          RingfoldException.NO_ANSWER,
          RingfoldException.CLOSED,
          RingfoldException.PROTOCOL);

  /** The run cannot go on; the message says why, and how to go on later. */
  static final class IngestException extends Exception {
    IngestException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Path file;
  private final ClientConfig server;
  private final double ratePerSecond;
  private final PrintStream err;
  private final AtomicReference<Throwable> hopeless = new AtomicReference<>();

  /** The counts; guarded by themselves. */
  private final Counts counts = new Counts();

  private static final class Counts {
    long lines;
    long acknowledged;
    long duplicates;
    long rejected;
    long badLines;
    long lastSeq;
    String durability;
  }

  /**
   * @param ratePerSecond at most so many lines a second; 0 for as fast as they are acknowledged
   * @param err gets progress, and the lines that were not sent or not accepted
   */
  Ingest(Path file, ClientConfig server, double ratePerSecond, PrintStream err) {
    this.file = file;
    this.server = server;
    this.ratePerSecond = ratePerSecond;
    this.err = err;
  }

  Summary run() throws IngestException {
    long startNs = System.nanoTime();
    try (LogFile log = open();
        RingfoldClient client = RingfoldClient.connect(server);
        Progress progress = Progress.on(err, log.size())) {
      sendAll(log, client, progress);
      awaitAnswers(log, client, progress);
    } catch (RingfoldException e) {
      // connecting or sending says only that the client gave up; an answer may have told the reason
      hopeless.compareAndSet(null, e);
    } catch (IOException e) {
      throw failure("reading " + file + " failed after line " + counts.lines + ": " + e, e);
    }
    if (hopeless.get() != null) {
      throw failure(hopeless.get().getMessage(), hopeless.get());
    }
    return summary((System.nanoTime() - startNs) / 1e9);
  }

  private LogFile open() throws IngestException {
    try {
      return LogFile.open(file);
    } catch (NoSuchFileException e) {
      throw new IngestException("cannot read " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IngestException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private void sendAll(LogFile log, RingfoldClient client, Progress progress) throws IOException {
    LineReader lines = new LineReader(log.content());
    LineIds ids = new LineIds();
    Pace pace = new Pace(ratePerSecond);
    while (hopeless.get() == null && lines.next()) {
      send(lines, ids, client, pace);
      synchronized (counts) {
        counts.lines = lines.number();
        progress.at(log.position(), counts.lines, counts.acknowledged);
      }
    }
  }

  private void send(LineReader lines, LineIds ids, RingfoldClient client, Pace pace) {
    long number = lines.number();
    if (lines.isOverlong()) {
      onBadLine(
          number,
          "a line of "
              + lines.length()
              + " bytes, longer than the limit of "
              + LineReader.LONGEST_LINE);
      return;
    }
    byte[] bytes = lines.bytes();
    AccessLogLine line;
    try {
      line = AccessLogLine.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (AccessLogLine.BadLineException e) {
      onBadLine(number, e.getMessage());
      return;
    }
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("line", number);
    meta.put("logged-at", line.loggedAt().toString());
    meta.put("method", line.method());
    meta.put("status", line.status());
    Command visit =
        Command.of("visit-page", Map.of("url", line.target()))
            .withUuid(ids.next(bytes))
            .withMeta(meta);
    pace.await();
    client
        .send(visit)
        .whenComplete(
            (ack, failure) -> {
              if (failure == null) {
                onAck(ack);
              } else {
                onFailure(number, failure);
              }
            });
  }

  private void onBadLine(long number, String reason) {
    synchronized (counts) {
      show(++counts.badLines, "line " + number + " skipped: " + reason, "bad lines");
    }
  }

  private void onAck(Ack ack) {
    synchronized (counts) {
      counts.acknowledged++;
      counts.duplicates += ack.duplicate() ? 1 : 0;
      counts.lastSeq = Math.max(counts.lastSeq, ack.seq());
      counts.durability = ack.durability();
    }
  }

  private void onFailure(long number, Throwable failure) {
    if (!(failure instanceof RingfoldException refusal)) {
      hopeless.compareAndSet(null, failure);
      return;
    }
    if (HOPELESS.contains(refusal.code())) {
      hopeless.compareAndSet(null, refusal);
      return;
    }
    synchronized (counts) {
      show(
          ++counts.rejected,
          "line " + number + " rejected: " + refusal.getMessage(),
          "rejected lines");
    }
  }

  private void show(long count, String message, String kind) {
    if (count <= SHOWN_LINES) {
      err.println("ingest: " + message);
    } else if (count == SHOWN_LINES + 1) {
      err.println("ingest: more " + kind + " are counted, not shown");
    }
  }

  private void awaitAnswers(LogFile log, RingfoldClient client, Progress progress) {
    try {
      // the client itself fails what is not answered within its patience: this ends
      while (hopeless.get() == null && !client.awaitAnswers(Duration.ofMillis(200))) {
        synchronized (counts) {
          progress.at(log.position(), counts.lines, counts.acknowledged);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for acknowledgements", e);
    }
  }

  private IngestException failure(String why, Throwable cause) {
    Summary soFar = summary(0);
    return new IngestException(
        why
            + "\n"
            + soFar.acknowledged()
            + " lines were acknowledged and are durable. Run the same command again to go on: lines"
            + " that were processed are recognised and not counted twice.",
        cause);
  }

  private Summary summary(double seconds) {
    synchronized (counts) {
      return new Summary(
          counts.lines,
          counts.acknowledged,
          counts.duplicates,
          counts.rejected,
          counts.badLines,
          counts.lastSeq,
          counts.durability,
          seconds);
    }
  }

  /** Evenly spaced turns; time lost in a cut is not made up for by a burst. */
  private static final class Pace {
    private static final long LONGEST_CATCH_UP_NS = 100_000_000L;

    private final long intervalNs;
    private long nextNs = System.nanoTime();

    Pace(double perSecond) {
      intervalNs = perSecond == 0 ? 0 : (long) (1e9 / perSecond);
    }

    void await() {
      if (intervalNs == 0) {
        return;
      }
      long now = System.nanoTime();
      while (nextNs - now > 0) {
        LockSupport.parkNanos(nextNs - now);
        now = System.nanoTime();
      }
      nextNs = Math.max(nextNs + intervalNs, now - LONGEST_CATCH_UP_NS);
    }
  }
}
