package io.ringfold.gateway;

import io.ringfold.engine.EngineStatus;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far a recovery is, while it runs: a bar on a terminal, else a line in the log every few
 * seconds. A recovery of a second or less shows nothing.
 */
final class RecoveryProgress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveryProgress.class);

  private static final long QUIET_MS = 1_000;
  private static final long BAR_INTERVAL_MS = 200;
  private static final long LINE_INTERVAL_MS = 3_000;

  private final Supplier<EngineStatus> engine;
  private final PrintStream terminal;
  private final Thread thread;

  /**
   * Begins to watch.
   *
   * @param terminal where the bar goes; null for lines in the log
   */
  RecoveryProgress(Supplier<EngineStatus> engine, PrintStream terminal) {
    this.engine = engine;
    this.terminal = terminal;
    thread = new Thread(this::watch, "ringfold-recovery-progress");
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops watching; the bar is gone when it returns. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      Thread.sleep(QUIET_MS);
      if (terminal == null) {
        writeLines();
      } else {
        drawBar();
      }
    } catch (InterruptedException e) {
      // recovered, or failed: either is told by others
    }
  }

  private void drawBar() throws InterruptedException {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("recovering")
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit(" records", 1)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(terminal))
            .build()) {
      while (true) {
        EngineStatus status = engine.get();
        bar.maxHint(status.target());
        bar.stepTo(status.sequence());
        Thread.sleep(BAR_INTERVAL_MS);
      }
    }
  }

  private void writeLines() throws InterruptedException {
    long lastSequence = engine.get().sequence();
    long lastNs = System.nanoTime();
    while (true) {
      Thread.sleep(LINE_INTERVAL_MS);
      EngineStatus status = engine.get();
      long nowNs = System.nanoTime();
      long perSecond =
          (status.sequence() - lastSequence) * TimeUnit.SECONDS.toNanos(1) / (nowNs - lastNs);
      LOG.info(
          "recovering: sequence {} of {}, {} records/s",
          status.sequence(),
          status.target(),
          perSecond);
      lastSequence = status.sequence();
      lastNs = nowNs;
    }
  }
}
