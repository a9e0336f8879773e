package io.ringfold.replaytool;

import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.Micros;
import io.ringfold.engine.counters.CountersView;
import io.ringfold.engine.counters.CountersView.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A server's counters at one moment, and whether there is still a server that counts.
 *
 * @param published when the server stored them
 * @param gone why they do not change any more; null while they do
 */
record CountersLook(
    long pid, Instant started, Instant published, List<Counter> counters, String gone) {

  /** A server stores its counters twice a second; a machine under load may take its time. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  private static final String STATE = "engine.state";

  /**
   * Those of a data directory, now.
   *
   * @throws io.ringfold.engine.EngineException where there are none, or they cannot be read
   */
  static CountersLook at(Path directory) {
    try (CountersView view = CountersView.open(DataDirectory.counters(directory))) {
      Instant published = Micros.toInstant(view.publishedMicros());
      return new CountersLook(
          view.pid(),
          Micros.toInstant(view.startedMicros()),
          published,
          view.counters(),
          gone(directory, view, published));
    }
  }

  private static String gone(Path directory, CountersView view, Instant published) {
    String server = "the server, process " + view.pid() + ", ";
    if (view.stoppedMicros() > 0) {
      return server + "stopped in order at " + Micros.toInstant(view.stoppedMicros());
    }
    // asking whether it is there takes its lock for a moment: not while it can be seen to be
    if (Duration.between(published, Instant.now()).compareTo(FRESH) < 0) {
      return null;
    }
    return DataDirectory.inUse(directory)
        ? server
            + "has stored no counters since "
            + published
            + ", and the directory is in use: it hangs, or another server runs, which could not"
            + " make the file (its log says why)"
        : server + "is gone without a word, it was last seen at " + published;
  }

  /** The engine's state, in lower case. */
  String state() {
    EngineStatus.State[] states = EngineStatus.State.values();
    return counters.stream()
        .filter(counter -> counter.label().equals(STATE))
        .mapToLong(Counter::value)
        .filter(value -> value >= 0 && value < states.length)
        .mapToObj(value -> states[(int) value].name().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("unknown");
  }

  /** How much a counter has grown a second since an earlier look; empty where that is not known. */
  String rate(Counter counter, CountersLook before) {
    long micros = Micros.of(published) - Micros.of(before.published);
    if (micros <= 0 || !started.equals(before.started)) {
      return "";
    }
    return before.counters.stream()
        .filter(each -> each.label().equals(counter.label()))
        .map(each -> Long.toString((counter.value() - each.value()) * 1_000_000 / micros))
        .findFirst()
        .orElse("");
  }
}
