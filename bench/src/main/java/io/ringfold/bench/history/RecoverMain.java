package io.ringfold.bench.history;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.transfers.Transfers;
import io.ringfold.engine.Durability;
import io.ringfold.engine.QueryRequest;
import java.util.Map;

/** Recovers a history: from the call of the engine's start until it takes commands. */
final class RecoverMain {
  private RecoverMain() {}

  public static void main(String[] args) {
    History history = History.of(Arguments.of(args));
    try (Transfers transfers =
        HistoryMain.open(history.directory(), Durability.CRASH, 1, history.accounts())) {
      requireSame(history, transfers);
      double seconds = transfers.startSeconds();
      System.out.println(
          MeasuredJvm.resultLine(
              new Measurement(
                  "ringfold",
                  "",
                  Map.of(),
                  "",
                  1,
                  history.events() / seconds,
                  history.events(),
                  seconds,
                  null,
                  Map.of("start-s", seconds),
                  "sequence, total and the checksum of balances are those it was made with")));
    }
  }

  /**
   * @throws IllegalStateException where the history came out otherwise than it went in
   */
  static void requireSame(History history, Transfers recovered) {
    require("sequence", history.sequence(), recovered.engine().status().sequence());
    require("projected", history.sequence(), recovered.engine().projectedSequence());
    require("total", recovered.expectedTotal(), recovered.total(QueryRequest.NOW));
    require(
        "checksum of balances",
        history.checksum(),
        recovered.checksum(QueryRequest.NOW, History.CHECKED_ACCOUNTS));
  }

  private static void require(String what, long expected, long found) {
    if (expected != found) {
      throw new IllegalStateException(
          "the measurement is void: " + what + " is " + found + ", was " + expected);
    }
  }
}
