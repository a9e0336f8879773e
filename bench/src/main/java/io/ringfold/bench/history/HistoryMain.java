package io.ringfold.bench.history;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.transfers.Transfers;
import io.ringfold.engine.Durability;
import io.ringfold.engine.QueryRequest;
import io.ringfold.engine.domain.Domains;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Makes a history, as fast as it can: nobody waits for its acknowledgements. */
final class HistoryMain {
  private static final int WINDOW = 8192;

  private HistoryMain() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    Path directory = arguments.path("data");
    int accounts = (int) arguments.whole("accounts");
    long opening = 2L * accounts;
    long snapshotEvery = arguments.whole("snapshot-every");
    long afterSnapshot = arguments.whole("after-snapshot");
    long begunNs = System.nanoTime();
    long last = opening + (arguments.whole("events") - opening) / 2;
    History history;
    try (Transfers transfers = open(directory, Durability.CRASH, WINDOW, accounts)) {
      if (afterSnapshot > 0) {
        transfers.awaitAll();
        transfers.engine().snapshot();
      }
      while (transfers.published() < last) {
        transfers.publishNext();
        if (snapshotEvery > 0 && transfers.published() % snapshotEvery == 0) {
          transfers.awaitAll();
          transfers.engine().snapshot();
        }
      }
      transfers.awaitAll();
      transfers.requireEverythingRight();
      history =
          new History(
              directory,
              accounts,
              transfers.engine().status().sequence(),
              opening + 2 * (last - opening),
              transfers.checksum(QueryRequest.NOW, History.CHECKED_ACCOUNTS));
    }
    history.complete(arguments.path("complete"));
    double seconds = (System.nanoTime() - begunNs) / 1e9;
    System.out.println(
        MeasuredJvm.resultLine(
            new Measurement(
                "history",
                "",
                Map.of(),
                "",
                1,
                last / seconds,
                last,
                seconds,
                null,
                Map.of(),
                "every command answered once, in order, accepted; balances add up")));
  }

  /** With the domains that a server serves, so that a server can take it over. */
  static Transfers open(Path directory, Durability durability, int window, int accounts) {
    return new Transfers(
        Transfers.quiet(directory, durability),
        Domains.load(HistoryMain.class.getClassLoader()),
        window,
        accounts,
        Transfers.ID_LENGTH);
  }
}
