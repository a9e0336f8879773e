package io.ringfold.client.ingest;

import io.ringfold.client.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * How far a run has come, shown on standard error: a bar on a terminal, else a line now and then.
 */
interface Progress extends AutoCloseable {

  /** Told often; shows when it is time to. */
  void at(long filePosition, long lines, long acknowledged);

  @Override
  void close();

  static Progress on(PrintStream err, long fileSize) {
    return Terminal.showsErrors() ? new Bar(err, fileSize) : new Lines(err, fileSize);
  }

  /** A bar over the bytes of the file. */
  final class Bar implements Progress {
    private final ProgressBar bar;

    Bar(PrintStream err, long fileSize) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("ingest")
              .setInitialMax(Math.max(1, fileSize))
              .setUnit(" KiB", 1024)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .build();
    }

    @Override
    public void at(long filePosition, long lines, long acknowledged) {
      bar.stepTo(filePosition);
      bar.setExtraMessage(" " + acknowledged + " of " + lines + " lines durable");
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line every few seconds. */
  final class Lines implements Progress {
    private static final long EVERY_NS = 2_000_000_000L;

    private final PrintStream err;
    private final long fileSize;
    private long nextNs = System.nanoTime() + EVERY_NS;

    Lines(PrintStream err, long fileSize) {
      this.err = err;
      this.fileSize = Math.max(1, fileSize);
    }

    @Override
    public void at(long filePosition, long lines, long acknowledged) {
      long now = System.nanoTime();
      if (now - nextNs >= 0) {
        nextNs = now + EVERY_NS;
        err.printf(
            Locale.ROOT,
            "ingest: %d lines read (%d %%), %d acknowledged%n",
            lines,
            100 * filePosition / fileSize,
            acknowledged);
      }
    }

    @Override
    public void close() {}
  }
}
