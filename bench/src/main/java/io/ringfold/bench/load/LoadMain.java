package io.ringfold.bench.load;

import io.ringfold.client.ClientSecurity;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./ringfold load}: puts a running server under load and measures its answers.
 *
 * <p>Exit codes: 0 measured, with every check held (a missed rate is a warning); 1 the server could
 * not be reached or answered wrongly; 2 wrong usage.
 */
@Command(
    name = "ringfold load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends commands at a rate, over WebSockets, and prints how long their"
          + " acknowledgements and updates took, counted from the time each command was due.",
      "Every answer is checked: once each, in order, acknowledgement before update, no error but"
          + " busy. The commands stay in the server's journal."
    },
    footer = {
      "",
      "Exit codes: 0 measured (a missed rate is a warning), 1 not reachable or wrong answers,"
          + " 2 wrong usage."
    })
public final class LoadMain implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "ws://127.0.0.1:8080/ws",
      description = "The server's WebSocket (${DEFAULT-VALUE}).")
  private URI url;

  @Option(
      names = "--token-file",
      paramLabel = "<file>",
      description = "Holds the token to show, as ringfold user token prints it.")
  private Path tokenFile;

  @Option(
      names = "--trust",
      paramLabel = "<file>",
      description =
          "Certificates to trust for wss, in PEM: the server's own, or who signed it; without it,"
              + " those that this Java trusts.")
  private Path trusted;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      paramLabel = "<per second>",
      description =
          "Commands a second over all connections (${DEFAULT-VALUE});"
              + " 0: a closed loop that keeps the windows full.")
  private double rate;

  @Option(names = "--connections", defaultValue = "1", description = "How many (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--window",
      defaultValue = "1024",
      description = "Unanswered commands on one connection at most (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--batch",
      defaultValue = "1",
      description = "Commands in one frame (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--size",
      defaultValue = "0",
      paramLabel = "<bytes>",
      description =
          "Bytes of one command's message, made up by a longer url; 0 for as many as it takes, some"
              + " 90 (${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--command",
      defaultValue = CommandText.VISITS,
      paramLabel = "<json>",
      description =
          "The command to send, {\"name\", \"data\"}: in it {n} stands for a number from 1000 to"
              + " 1999 in turn, {pad} for what --size makes up. None of them may be rejected"
              + " (${DEFAULT-VALUE}).")
  private String command;

  @Option(
      names = "--duration",
      defaultValue = "10",
      paramLabel = "<seconds>",
      description = "How long to measure (${DEFAULT-VALUE}).")
  private double durationSeconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      paramLabel = "<seconds>",
      description = "The same load before that, not measured (${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--updates",
      defaultValue = "true",
      arity = "1",
      description = "Whether to receive the commands' events too (${DEFAULT-VALUE}).")
  private boolean updates;

  @Option(
      names = "--patience",
      defaultValue = "10",
      paramLabel = "<seconds>",
      description = "How long to wait for the last answers (${DEFAULT-VALUE}).")
  private double patienceSeconds;

  @Option(
      names = "--hlog",
      paramLabel = "<file>",
      description = "Write each second's latencies there too, as an HdrHistogram log.")
  private Path hlog;

  @Option(names = "--json", description = "Print the figures as one JSON object.")
  private boolean json;

  @Option(
      names = "--allow-remote",
      description = "Allow a server on another machine; only one that is yours.")
  private boolean allowRemote;

  private final PrintStream out;
  private final PrintStream err;

  private LoadMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command line and returns the exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new LoadMain(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() {
    requireWebSocketOfThisMachine();
    LoadPlan plan = plan();
    ClientSecurity security = security();
    try (LatencyLog log = hlog == null ? null : new LatencyLog(hlog)) {
      LoadReport report;
      try (LoadProgress progress = LoadProgress.on(err, plan.warmUp().plus(plan.duration()))) {
        report =
            new LoadRun(plan, security, progress, log == null ? LoadRun.Intervals.NONE : log).run();
      }
      if (!report.measuredSomething()) {
        err.println(
            "load: no command was acknowledged in the measurement: give it more time, or a rate"
                + " that has a frame due in it and that the server can bear");
        return 1;
      }
      out.println(json ? report.json() : report.text());
      return 0;
    } catch (Violation e) {
      err.println("load: the run is void: " + e.getMessage());
      return 1;
    } catch (FileNotFoundException e) {
      throw new ParameterException(
          spec.commandLine(), "--hlog=" + hlog + ": cannot be written: " + e.getMessage(), e);
    } catch (IOException e) {
      err.println("load: " + e.getMessage() + "; is the server running?");
      return 1;
    }
  }

  private ClientSecurity security() {
    try {
      return ClientSecurity.read(tokenFile, trusted);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private LoadPlan plan() {
    try {
      return new LoadPlan(
          url,
          LoadPlan.Peer.RINGFOLD,
          command,
          size,
          rate,
          connections,
          window,
          batch,
          updates,
          seconds(warmUpSeconds),
          seconds(durationSeconds),
          seconds(patienceSeconds));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static Duration seconds(double value) {
    return Duration.ofMillis(Math.round(1000 * value));
  }

  private void requireWebSocketOfThisMachine() {
    boolean webSocket = "ws".equals(url.getScheme()) || "wss".equals(url.getScheme());
    if (!webSocket || url.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "--url=" + url + ": must be like ws://127.0.0.1:8080/ws");
    }
    if (allowRemote) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        if (!address.isLoopbackAddress()) {
          throw new ParameterException(
              spec.commandLine(),
              "--url="
                  + url
                  + ": "
                  + address.getHostAddress()
                  + " is not this machine. Load can take a server down: add --allow-remote only"
                  + " where that server is yours");
        }
      }
    } catch (UnknownHostException e) {
      throw new ParameterException(
          spec.commandLine(), "--url=" + url + ": the host is not known", e);
    }
  }
}
