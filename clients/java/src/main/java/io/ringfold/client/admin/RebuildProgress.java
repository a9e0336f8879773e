package io.ringfold.client.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.client.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** How far a rebuild is, on standard error: a bar on a terminal, else a line now and then. */
interface RebuildProgress extends AutoCloseable {

  /**
   * Told often; shows when it is time to.
   *
   * @param status of a projection, as the server tells it
   */
  void at(JsonNode status);

  @Override
  void close();

  static RebuildProgress on(PrintStream err, String projection) {
    return Terminal.showsErrors() ? new Bar(err, projection) : new Lines(err, projection);
  }

  /** A bar over the records, with rate and time left. */
  final class Bar implements RebuildProgress {
    private final ProgressBar bar;

    Bar(PrintStream err, String projection) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(projection)
              .setInitialMax(1)
              .setUnit(" records", 1)
              .showSpeed()
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .build();
    }

    @Override
    public void at(JsonNode status) {
      if (status.has("target")) {
        bar.maxHint(status.get("target").asLong());
        bar.stepTo(status.get("at").asLong());
      } else {
        bar.setExtraMessage(" taking a snapshot of it");
      }
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line every few seconds. */
  final class Lines implements RebuildProgress {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(2);

    private final PrintStream err;
    private final String projection;
    private long nextNs = System.nanoTime() + EVERY_NS;

    Lines(PrintStream err, String projection) {
      this.err = err;
      this.projection = projection;
    }

    @Override
    public void at(JsonNode status) {
      long now = System.nanoTime();
      if (now - nextNs >= 0 && status.has("target")) {
        nextNs = now + EVERY_NS;
        err.printf(
            Locale.ROOT,
            "%s: at sequence %d of %d, %d records/s%n",
            projection,
            status.get("at").asLong(),
            status.get("target").asLong(),
            status.get("records-per-second").asLong());
      }
    }

    @Override
    public void close() {}
  }
}
