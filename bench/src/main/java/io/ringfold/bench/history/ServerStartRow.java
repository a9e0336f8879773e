package io.ringfold.bench.history;

import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** W8: how soon a server is back, from the start of its process. */
public final class ServerStartRow implements Row {
  private static final int ACCOUNTS = 1_000_000;
  private static final int ACCOUNTS_A_RECORD = 10;
  private static final double MOST_SECONDS = 3;

  @Override
  public String id() {
    return "W8";
  }

  @Override
  public String title() {
    return "restart of a server with a snapshot of 1 M accounts and 100 k records after it";
  }

  @Override
  public String toReach() {
    return "accepting within 3 s of process start";
  }

  @Override
  public Results run(RowContext context) {
    int accounts = (int) context.sizeOr(ACCOUNTS);
    History history =
        History.ofAccounts(context, this, accounts, Math.max(1, accounts / ACCOUNTS_A_RECORD));
    Results results =
        context.newResults(
            this,
            "from the start of the server's process, as the launcher starts it, to the line that"
                + " says it is ready; one start before, which is not measured",
            "files as the page cache holds them; no client");
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("accounts", Integer.toString(accounts));
    parameters.put("records-after", Long.toString(history.sequence() - 2L * accounts));
    ServerStart.measure(context, this, history, parameters, 1);
    for (int round = 1; round <= context.rounds(); round++) {
      Measurement measured = ServerStart.measure(context, this, history, parameters, round);
      results.add(measured);
      context.say("round %d: ready after %.2f s", round, measured.seconds());
    }
    results.judge(
        new Verdict(
            "seconds from process start to ready",
            results.spread("ringfold", parameters, "start-s"),
            MOST_SECONDS,
            false));
    return results;
  }
}
