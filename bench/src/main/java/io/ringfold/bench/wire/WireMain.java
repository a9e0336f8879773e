package io.ringfold.bench.wire;

import io.ringfold.bench.soak.Soak;
import io.ringfold.bench.transfers.BenchException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The rows of {@code ./ringfold bench} that are measured over the wire, and the long run.
 *
 * <p>Exit codes: 0 measured, with every check held; 1 a check failed, something grew, or it could
 * not be measured; 2 wrong usage.
 */
@Command(name = "ringfold bench", mixinStandardHelpOptions = true)
public final class WireMain {
  private static final String GROWTH = "growth";

  private final PrintStream out;
  private final PrintStream err;

  private WireMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Whether this command line asks for something that is measured here. */
  public static boolean measures(String[] args) {
    if (args.length == 0
        || !commandLine(System.out, System.err).getSubcommands().containsKey(args[0])) {
      return false;
    }
    // costs that grow elsewhere too are measured elsewhere
    return !args[0].equals(GROWTH)
        || args.length == 1
        || Arrays.stream(args)
            .anyMatch(
                each ->
                    each.startsWith("--help")
                        || Arrays.stream(GrowthRow.Of.values())
                            .anyMatch(of -> each.endsWith(of.label())));
  }

  /** Runs the command line, which begins with such a name, and returns the exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return commandLine(out, err).execute(args);
  }

  private static CommandLine commandLine(PrintStream out, PrintStream err) {
    return new CommandLine(new WireMain(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof BenchException
                  || failure instanceof IllegalArgumentException) {
                command.getErr().println("bench: " + failure.getMessage());
                return failure instanceof BenchException ? 1 : 2;
              }
              throw failure;
            });
  }

  /** What all rows can be told. */
  static final class Options {
    @Option(
        names = "--rounds",
        defaultValue = "1",
        description = "How often each is measured; medians are printed (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
        names = "--warm-up",
        defaultValue = "4",
        paramLabel = "<seconds>",
        description = "The same load before each measurement (${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
        names = "--seconds",
        defaultValue = "4",
        description = "Length of each measurement (${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
        names = "--jvm",
        paramLabel = "<option>",
        description = "An option for the server's JVM; again for more (-Xms4g -Xmx4g).")
    private List<String> jvmOptions;

    @Option(
        names = "--setting",
        paramLabel = "<setting>=<value>",
        description = "A setting of the measured server beside its defaults; again for more.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
        names = "--peers",
        defaultValue = "bench/peers",
        description = "Where the peers are built (${DEFAULT-VALUE}).")
    private Path peers;

    @Option(
        names = "--results",
        defaultValue = "bench/results",
        description =
            "Directory for results, and for the servers' data while they run: it must be on the"
                + " disk to be measured (${DEFAULT-VALUE}).")
    private Path results;

    private WireBench.Plan plan(String... usualJvmOptions) {
      return new WireBench.Plan(
          rounds,
          seconds(warmUpSeconds),
          seconds(seconds),
          jvmOptions == null ? List.of(usualJvmOptions) : jvmOptions,
          settings,
          peers,
          results);
    }
  }

  private static Duration seconds(double value) {
    return Duration.ofMillis(Math.round(1_000 * value));
  }

  private int measure(String name, Options options, WireRow row, String... usualJvmOptions) {
    out.println(new WireBench(options.plan(usualJvmOptions), err::println).measure(name, row));
    return 0;
  }

  @Command(
      name = "W3",
      mixinStandardHelpOptions = true,
      description = "One connection, one command a frame, beside a bare echo.")
  int echo(
      @Mixin Options options,
      @Option(names = "--windows", split = ",", defaultValue = "1,64,1000") List<Integer> windows) {
    return measure("W3", options, new EchoRow(windows), "-Xms4g", "-Xmx4g");
  }

  @Command(
      name = "W4",
      mixinStandardHelpOptions = true,
      description = "Batches of 100 a frame, beside Aeron Cluster over UDP.")
  int batches(
      @Mixin Options options,
      @Option(names = "--windows", split = ",", defaultValue = "100,512,4096")
          List<Integer> windows) {
    return measure("W4", options, new BatchRow(windows), "-Xms4g", "-Xmx4g");
  }

  @Command(
      name = "W5",
      mixinStandardHelpOptions = true,
      description = "10,000 commands and more, paced: the tail at 320/s, and the highest rate.")
  int paced(
      @Mixin Options options,
      @Option(names = "--commands", defaultValue = "10000") int commands,
      @Option(names = "--first-rate", defaultValue = "20000") double firstRate) {
    return measure("W5", options, new PacedRow(commands, firstRate), "-Xms4g", "-Xmx4g");
  }

  @Command(
      name = "W6",
      mixinStandardHelpOptions = true,
      description = "1,000 connections of 50 commands/s each, then 10,000 that are mostly idle.")
  int connections(
      @Mixin Options options,
      @Option(names = "--busy", defaultValue = "1000") int busy,
      @Option(names = "--idle", defaultValue = "10000") int idle,
      @Option(
              names = "--idle-seconds",
              defaultValue = "10",
              description = "How often an idle one sends (${DEFAULT-VALUE}).")
          double idleSeconds) {
    return measure("W6", options, new ConnectionsRow(busy, idle, idleSeconds), "-Xms4g", "-Xmx4g");
  }

  @Command(
      name = "W12",
      mixinStandardHelpOptions = true,
      description = "An idle server with a heap of 256 MiB: CPU and memory.")
  int idle(
      @Mixin Options options,
      @Option(names = "--watched", paramLabel = "<seconds>", defaultValue = "60") double watched) {
    return measure(
        "W12", options, new IdleRow(options.plan().warmUp(), seconds(watched)), "-Xmx256m");
  }

  @Command(
      name = GROWTH,
      mixinStandardHelpOptions = true,
      description = "How cost grows with connections, batch or message-size.")
  int growth(
      @Mixin Options options,
      @Option(names = "--of", required = true, description = "connections, batch or message-size.")
          String of,
      @Option(names = "--values", split = ",", description = "Instead of those that suit.")
          List<Integer> values) {
    for (GrowthRow.Of each : GrowthRow.Of.values()) {
      if (each.label().equals(of)) {
        return measure("growth-of-" + of, options, new GrowthRow(each, values), "-Xms4g", "-Xmx4g");
      }
    }
    throw new IllegalArgumentException(
        "--of=" + of + ": must be connections, batch or message-size");
  }

  @Command(
      name = "soak",
      mixinStandardHelpOptions = true,
      description = "A long run under a steady load: fails where something grows.")
  int soak(
      @Option(
              names = "--minutes",
              defaultValue = "60",
              description = "How long (${DEFAULT-VALUE}).")
          double minutes,
      @Option(
              names = "--rate",
              defaultValue = "2000",
              paramLabel = "<per second>",
              description = "Commands a second (${DEFAULT-VALUE}).")
          double rate,
      @Option(names = "--results", defaultValue = "bench/results") Path results) {
    if (minutes <= 0 || rate <= 0) {
      throw new IllegalArgumentException("--minutes and --rate must be more than 0");
    }
    out.println(new Soak(Soak.Plan.of(seconds(60 * minutes), rate, results), err::println).run());
    return 0;
  }
}
