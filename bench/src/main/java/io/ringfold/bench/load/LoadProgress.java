package io.ringfold.bench.load;

import io.ringfold.client.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** How far a run has come and how it goes: a bar on a terminal, else a line each second. */
interface LoadProgress extends AutoCloseable {

  /** Shows nothing. */
  LoadProgress NONE = (seconds, text) -> {};

  /**
   * Told each second.
   *
   * @param seconds since the warm-up began
   */
  void at(double seconds, String text);

  @Override
  default void close() {}

  static LoadProgress on(PrintStream err, Duration whole) {
    return Terminal.showsErrors() ? new Bar(err, whole) : (seconds, text) -> err.println(text);
  }

  /** A bar over the seconds of the run. */
  final class Bar implements LoadProgress {
    private final ProgressBar bar;

    Bar(PrintStream err, Duration whole) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("load")
              .setInitialMax(Math.max(1, whole.toSeconds()))
              .setUnit(" s", 1)
              .hideEta()
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .build();
    }

    @Override
    public void at(double seconds, String text) {
      bar.stepTo(Math.round(seconds));
      bar.setExtraMessage(" " + text);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
