package io.ringfold.bench.transfers;

import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.engine.Durability;
import io.ringfold.engine.Preset;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The engine's own transfers as a peer's command line would run them: the same options, and one
 * line {@code RESULT} with the same JSON, so that both are measured by one rule.
 *
 * <p>Exit codes: 0 measured, with every check held; 1 not; 2 wrong usage.
 */
@Command(name = "ringfold-transfers", sortOptions = false)
public final class TransfersMain implements Callable<Integer> {
  private static final int ACCOUNTS = 1_000;

  @Option(names = "--window", required = true)
  private int window;

  @Option(names = "--durability", required = true)
  private String durability;

  @Option(names = "--seconds", defaultValue = "5")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "3")
  private double warmUpSeconds;

  @Option(names = "--data", required = true)
  private Path data;

  @Option(names = "--preset", defaultValue = "throughput")
  private String preset;

  public static void main(String[] args) {
    System.exit(new CommandLine(new TransfersMain()).execute(args));
  }

  @Override
  public Integer call() {
    System.setProperty(WorkDirectory.PARENT_PROPERTY, data.toString());
    try (WorkDirectory directory = WorkDirectory.create();
        Transfers transfers =
            new Transfers(
                directory.path(), Durability.of(durability), Preset.of(preset), window, ACCOUNTS)) {
      publishFor(transfers, warmUpSeconds);
      transfers.awaitAll();
      transfers.latenciesNs().reset();
      long begunNs = System.nanoTime();
      long completed = publishFor(transfers, seconds);
      double took = (System.nanoTime() - begunNs) / 1e9;
      transfers.awaitAll();
      transfers.requireEverythingRight();
      System.out.println(
          MeasuredJvm.resultLine(
              new Measurement(
                  "ringfold",
                  "",
                  Map.of(),
                  durability.equals("fsync")
                      ? "journal forced before completion"
                      : "journal in the page cache before completion, never forced",
                  1,
                  completed / took,
                  completed,
                  took,
                  transfers.latenciesNs(),
                  Map.of(),
                  "every command answered once, in order, accepted; balances add up")));
    }
    return 0;
  }

  private static long publishFor(Transfers transfers, double seconds) {
    long untilNs = System.nanoTime() + (long) (seconds * 1e9);
    long completed = 0;
    while (System.nanoTime() < untilNs) {
      completed += transfers.publishNext();
    }
    return completed;
  }
}
