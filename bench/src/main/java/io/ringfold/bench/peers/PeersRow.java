package io.ringfold.bench.peers;

import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.result.Results;
import io.ringfold.bench.result.Spread;
import io.ringfold.bench.result.Verdict;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.bench.transfers.TransfersMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Row W2: for each durability and window, Ringfold and every peer in turn, each in a process of its
 * own. The ratio is Ringfold's to the best peer of the same round.
 */
public final class PeersRow implements Row {
  private static final String OURS = "ringfold";
  private static final double LONGEST_START_AND_END_S = 90;

  @Override
  public String id() {
    return "W2";
  }

  @Override
  public String title() {
    return "bank transfers in process beside Aeron Cluster, exchange-core, Prevayler and Reveno";
  }

  @Override
  public String toReach() {
    return "fsync: ≥ 1.5 of the best of them at 64, 512 and 4096; crash: ≥ 1.25 of the best";
  }

  @Override
  public Results run(RowContext context) {
    PeerModules modules = PeerModules.ofThisClone(context.progress());
    Results results =
        context.newResults(
            this,
            "1,000 accounts, commands of about 100 bytes, one client thread, closed loop",
            "left out: network, JSON, snapshots, recovery; Prevayler has no order to check");
    for (int round = 1; round <= context.rounds(); round++) {
      for (String durability : context.durabilitiesOr("fsync", "crash")) {
        for (int window : context.windowsOr(1, 64, 512, 4096)) {
          measureAll(context, modules, results, durability, window, round);
        }
      }
    }
    for (Map<String, String> each : results.cases()) {
      boolean forced = each.get("durability").equals("fsync");
      if (!forced || !each.get("window").equals("1")) {
        results.judge(
            new Verdict(
                Results.text(each) + ": ringfold / best peer",
                ratioToTheBest(results, each),
                forced ? 1.5 : 1.25,
                true));
      }
    }
    return results;
  }

  private static void measureAll(
      RowContext context,
      PeerModules modules,
      Results results,
      String durability,
      int window,
      int round) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("durability", durability);
    parameters.put("window", Integer.toString(window));
    List<Measurement> measured = new ArrayList<>();
    if (!context.yardstickFirst(round)) {
      measured.add(ours(context, parameters, round));
    }
    for (Subject peer : Subject.values()) {
      measured.add(peer(context, modules, peer, parameters, round));
    }
    if (context.yardstickFirst(round)) {
      measured.add(ours(context, parameters, round));
    }
    for (Measurement each : measured) {
      results.add(each);
      context.say(
          "round %d: %s, %s, window %d: %.0f/s",
          round, each.subject(), durability, window, each.perSecond());
    }
  }

  private static Measurement ours(RowContext context, Map<String, String> parameters, int round) {
    List<String> arguments = arguments(context, parameters);
    arguments.addAll(List.of("--preset", context.preset().label()));
    return MeasuredJvm.ours(heap(context), log(context))
        .run(TransfersMain.class, arguments, parameters, round, longest(context));
  }

  private static Measurement peer(
      RowContext context,
      PeerModules modules,
      Subject peer,
      Map<String, String> parameters,
      int round) {
    List<String> options = new ArrayList<>(List.of("@" + modules.flagsOf(peer.module())));
    options.addAll(heap(context));
    return MeasuredJvm.other(modules.classPathOf(peer.module()), options, log(context))
        .run(peer.main(), arguments(context, parameters), parameters, round, longest(context));
  }

  private static List<String> heap(RowContext context) {
    return List.of("-Xms" + context.heap(), "-Xmx" + context.heap());
  }

  private static Path log(RowContext context) {
    return context.results().resolve("W2.log");
  }

  private static double longest(RowContext context) {
    return context.warmUpSeconds() + context.seconds() + LONGEST_START_AND_END_S;
  }

  private static List<String> arguments(RowContext context, Map<String, String> parameters) {
    List<String> arguments = new ArrayList<>();
    parameters.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
    arguments.addAll(List.of("--seconds", Double.toString(context.seconds())));
    arguments.addAll(List.of("--warm-up", Double.toString(context.warmUpSeconds())));
    arguments.addAll(List.of("--data", context.results().toString()));
    return arguments;
  }

  private static Spread ratioToTheBest(Results results, Map<String, String> parameters) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement ours : results.of(OURS, parameters)) {
      double best = 0;
      for (Subject peer : Subject.values()) {
        for (Measurement theirs : results.of(peer.module(), parameters)) {
          best = theirs.round() == ours.round() ? Math.max(best, theirs.perSecond()) : best;
        }
      }
      ratios.add(ours.perSecond() / best);
    }
    return Spread.of(ratios);
  }
}
