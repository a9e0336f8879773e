package io.ringfold.bench.history;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.transfers.Transfers;
import io.ringfold.engine.AsOf;
import io.ringfold.engine.Durability;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks for a past state once, again, and for one near it, as the first questions of a process. */
final class PastMain {
  private static final int ASKED_ACCOUNTS = 10;

  private PastMain() {}

  public static void main(String[] args) {
    Arguments arguments = Arguments.of(args);
    History history = History.of(arguments);
    AsOf asked = AsOf.sequence(arguments.whole("as-of"));
    AsOf near = AsOf.sequence(arguments.whole("near"));
    try (Transfers transfers =
        HistoryMain.open(history.directory(), Durability.CRASH, 1, history.accounts())) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("start-s", transfers.startSeconds());
      double first = seconds(transfers, asked);
      figures.put("first-s", first);
      figures.put("again-s", seconds(transfers, asked));
      figures.put("near-s", seconds(transfers, near));
      figures.put("balances-crc", (double) transfers.checksum(asked, ASKED_ACCOUNTS));
      RecoverMain.requireSame(history, transfers);
      System.out.println(
          MeasuredJvm.resultLine(
              new Measurement(
                  arguments.text("subject"),
                  "",
                  Map.of(),
                  "",
                  1,
                  0,
                  3,
                  first,
                  null,
                  figures,
                  "answered as of exactly the sequence asked for, with the total that there was,"
                      + " and the balances that a full replay comes to")));
    }
  }

  private static double seconds(Transfers transfers, AsOf asOf) {
    long begunNs = System.nanoTime();
    long total = transfers.total(asOf);
    double seconds = (System.nanoTime() - begunNs) / 1e9;
    if (total != transfers.expectedTotal()) {
      throw new IllegalStateException(
          "the measurement is void: as of " + asOf + " there were " + total + " in all");
    }
    return seconds;
  }
}
