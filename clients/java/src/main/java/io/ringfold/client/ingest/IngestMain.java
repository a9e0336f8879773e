package io.ringfold.client.ingest;

import io.ringfold.client.ClientConfig;
import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ./ringfold ingest}: sends a web server's access log to a server, line by line.
 *
 * <p>Exit codes: 0 every line was read and answered (bad and rejected lines are reported, and no
 * failure); 1 the run could not be finished; 2 wrong usage.
 */
@Command(
    name = "ringfold ingest",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads an access log in Apache's combined (or common) format, plain or gzip, and sends each"
          + " line as the command visit-page with the requested path as url.",
      "Ids are made from the lines: running it twice, or again after it was cut, counts each line"
          + " once. Bad lines are reported on standard error and skipped."
    },
    footer = {
      "",
      "Exit codes: 0 all lines were answered, 1 it could not be finished (run it again to go on),"
          + " 2 wrong usage."
    })
public final class IngestMain implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "<access-log>", description = "The file to read.")
  private Path file;

  @Option(
      names = "--url",
      defaultValue = "ws://127.0.0.1:8080/ws",
      description = "The server's WebSocket (${DEFAULT-VALUE}).")
  private String url;

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
      paramLabel = "<per second>",
      description = "At most so many lines a second; without it, as fast as they are durable.")
  private Double rate;

  @Option(
      names = "--window",
      defaultValue = "1024",
      description = "How many lines may be unacknowledged at once (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--patience",
      paramLabel = "<seconds>",
      defaultValue = "30",
      description = "How long to wait for a server that went away or is busy (${DEFAULT-VALUE}).")
  private double patienceSeconds;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;

  private IngestMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command line and returns the exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new IngestMain(out, err))
        .setOut(new java.io.PrintWriter(out, true))
        .setErr(new java.io.PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() {
    Ingest ingest = new Ingest(file, server(), rate == null ? 0 : rate, err);
    try {
      Summary summary = ingest.run();
      out.println(json ? summary.json() : summary.text());
      return 0;
    } catch (Ingest.IngestException e) {
      err.println("ingest: " + e.getMessage());
      return 1;
    }
  }

  private ClientConfig server() {
    if (rate != null && !(rate > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--rate=" + rate + ": must be more than 0 lines a second");
    }
    if (!(patienceSeconds > 0)) {
      throw new ParameterException(
          spec.commandLine(), "--patience=" + patienceSeconds + ": must be more than 0 seconds");
    }
    Duration patience = Duration.ofMillis(Math.max(1, (long) (1000 * patienceSeconds)));
    try {
      ClientConfig config =
          ClientConfig.of(url)
              .withSecurity(ClientSecurity.read(tokenFile, trusted))
              .withWindow(window)
              .withPatience(patience);
      return config.connectPatience().compareTo(patience) > 0
          ? config.withConnectPatience(patience)
          : config;
    } catch (IllegalArgumentException | IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
