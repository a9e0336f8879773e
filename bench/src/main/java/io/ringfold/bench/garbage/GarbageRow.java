package io.ringfold.bench.garbage;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.bench.transfers.ClosedLoopMain;
import io.ringfold.bench.transfers.Transfers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * W11: bytes that the engine's threads allocate for a transfer. What leads to the reply is judged;
 * the projecting thread, which makes the read model that is kept, is shown beside it, as is the
 * caller.
 */
public final class GarbageRow implements Row {
  private static final double MOST_BYTES = 200;
  private static final double LONGEST_START_S = 120;

  @Override
  public String id() {
    return "W11";
  }

  @Override
  public String title() {
    return "bytes allocated for a transfer on the engine's path from decide to reply";
  }

  @Override
  public String toReach() {
    return "≤ 200 bytes a command";
  }

  @Override
  public Results run(RowContext context) {
    Results results =
        context.newResults(
            this,
            "path: the threads decide, journal and reply; allocations as the JVM counts them for"
                + " each thread",
            "beside it: project, which makes the read model (it is kept: a movement of both"
                + " accounts), and the client, which makes the command");
    for (int round = 1; round <= context.rounds(); round++) {
      for (String durability : context.durabilitiesOr("fsync")) {
        for (int window : context.windowsOr(64, 4096)) {
          Map<String, String> parameters = new LinkedHashMap<>();
          parameters.put("durability", durability);
          parameters.put("window", Integer.toString(window));
          var measured =
              context
                  .jvm(this)
                  .run(
                      ClosedLoopMain.class,
                      Arguments.line(
                          "durability",
                          durability,
                          "preset",
                          context.preset().label(),
                          "window",
                          window,
                          "accounts",
                          context.sizeOr(1_000),
                          "id-length",
                          Transfers.ID_LENGTH,
                          "warm-up",
                          context.warmUpSeconds(),
                          "seconds",
                          context.seconds(),
                          "garbage",
                          true),
                      parameters,
                      round,
                      LONGEST_START_S + context.warmUpSeconds() + context.seconds());
          results.add(measured);
          context.say(
              "round %d: %s, window %d: %.0f bytes a command",
              round, durability, window, measured.figure("path-bytes"));
        }
      }
    }
    for (Map<String, String> each : results.cases()) {
      results.judge(
          new Verdict(
              Results.text(each) + ": bytes a command, decide to reply",
              results.spread("ringfold", each, "path-bytes"),
              MOST_BYTES,
              false));
    }
    return results;
  }
}
