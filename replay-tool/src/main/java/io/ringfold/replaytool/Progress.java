package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import java.text.DecimalFormat;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * A bar on standard error, for a person who has waited a moment already; none where nobody looks.
 * Also where long work hears of Ctrl-C.
 */
final class Progress implements Recovery.Progress, AutoCloseable {

  private static final long SHOW_AFTER_NS = 500_000_000L;

  private final Console console;
  private final String task;
  private final long startedNs = System.nanoTime();
  private long first = -1;
  private ProgressBar bar;

  Progress(Console console) {
    this(console, "replay");
  }

  Progress(Console console, String task) {
    this.console = console;
    this.task = task;
  }

  @Override
  public void at(long sequence, long target) {
    console.interruption().check();
    if (first < 0) {
      first = sequence;
    }
    if (bar == null && console.terminal() && System.nanoTime() - startedNs > SHOW_AFTER_NS) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .showSpeed(new DecimalFormat("#,##0"))
              .setInitialMax(target - first)
              .setConsumer(new ConsoleProgressBarConsumer(console.err()))
              .build();
    }
    if (bar != null) {
      bar.stepTo(sequence - first);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
