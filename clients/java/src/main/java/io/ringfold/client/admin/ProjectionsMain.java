package io.ringfold.client.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code ringfold projections}: where the projections of a running server stand, and one of them
 * filled anew from its journal.
 *
 * <p>Exit codes: 0 done · 1 could not be done, or the rebuild failed · 2 wrong usage.
 */
@Command(
    name = "ringfold projections",
    header = "Shows where a server's projections stand, and rebuilds them.",
    description = {
      "Without a command, lists them. A rebuild runs in the server, beside the projection that"
          + " answers queries until the new one is level and takes its place.%n"
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold projections",
      "  ringfold projections rebuild balances --token-file token",
      "  ringfold projections --json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Done.", "1:Could not be done; standard error says why.", "2:Wrong usage."})
public final class ProjectionsMain implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final String PATH = "/projections";
  private static final long POLL_MS = 200;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "<url>",
      scope = ScopeType.INHERIT,
      defaultValue = "http://127.0.0.1:8080",
      description = "The server (${DEFAULT-VALUE}).")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "<file>",
      scope = ScopeType.INHERIT,
      description = "Holds the token to show, as ringfold user token prints it.")
  private Path tokenFile;

  @Option(
      names = "--trust",
      paramLabel = "<file>",
      scope = ScopeType.INHERIT,
      description =
          "Certificates to trust for https, in PEM: the server's own, or who signed it; without it,"
              + " those that this Java trusts.")
  private Path trusted;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print what the server answers, as one JSON object.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  private boolean help;

  private final PrintStream out;
  private final PrintStream err;

  private ProjectionsMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Carries out a command; returns its exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    ProjectionsMain main = new ProjectionsMain(out, err);
    return new CommandLine(main)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((e, at, parsed) -> main.failed(e))
        .execute(args);
  }

  private int failed(Exception e) throws Exception {
    if (e instanceof IOException) {
      err.println("ringfold projections: " + e.getMessage());
      return FAILED;
    }
    throw e;
  }

  /** No command was given. */
  @Override
  public Integer call() throws Exception {
    return list();
  }

  @Command(name = "list", description = "Lists the projections, and how far a rebuild is.")
  int list() throws IOException, InterruptedException {
    JsonNode answer = server().get(PATH);
    if (json) {
      out.println(answer);
      return 0;
    }
    String row = "%-40s %7s  %-10s %12s  %s%n";
    out.printf(Locale.ROOT, row, "PROJECTION", "VERSION", "STATE", "BASIS", "");
    for (JsonNode each : answer.get("projections")) {
      out.printf(
          Locale.ROOT,
          row,
          name(each),
          each.get("version").asText(),
          each.get("state").asText(),
          each.get("basis").isNull() ? "-" : each.get("basis").asText(),
          remark(each));
    }
    return 0;
  }

  private static String name(JsonNode projection) {
    return projection.get("domain").asText() + "/" + projection.get("name").asText();
  }

  private static String remark(JsonNode projection) {
    return switch (projection.get("state").asText()) {
      case "rebuilding" ->
          "at "
              + projection.get("at")
              + " of "
              + projection.get("target")
              + ", "
              + projection.get("records-per-second")
              + " records/s";
      case "failed" -> projection.path("reason").asText();
      default -> "";
    };
  }

  @Command(
      name = "rebuild",
      description =
          "Fills a projection anew from the journal's first record; returns when the new one"
              + " answers. For the role admin.")
  int rebuild(
      @Parameters(
              paramLabel = "<name>",
              description = "Of the projection; <domain>/<name> where several have the name.")
          String name)
      throws IOException, InterruptedException {
    Server server = server();
    JsonNode status =
        server.post(PATH + "/rebuild", JsonNodeFactory.instance.objectNode().put("name", name));
    String found = name(status);
    try (RebuildProgress progress = RebuildProgress.on(err, found)) {
      while (isUnderWay(status)) {
        progress.at(status);
        Thread.sleep(POLL_MS);
        status = status(server, found);
      }
    }
    if (json) {
      out.println(status);
    } else if (!hasFailed(status)) {
      out.println(found + " is level at sequence " + status.get("basis"));
    }
    if (hasFailed(status)) {
      err.println("ringfold projections: " + found + " failed: " + status.path("reason").asText());
      return FAILED;
    }
    return 0;
  }

  private static boolean isUnderWay(JsonNode status) {
    String state = status.get("state").asText();
    return state.equals("rebuilding") || state.equals("saving");
  }

  private static boolean hasFailed(JsonNode status) {
    return status.get("state").asText().equals("failed");
  }

  private static JsonNode status(Server server, String name)
      throws IOException, InterruptedException {
    JsonNode projections;
    try {
      projections = server.get(PATH).get("projections");
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; a server that stops forgets a rebuild that was asked for: ask again",
          e);
    }
    for (JsonNode each : projections) {
      if (name(each).equals(name)) {
        return each;
      }
    }
    throw new IOException(
        "the server does not list " + name + " any more: it was started again; ask again");
  }

  private Server server() {
    try {
      return new Server(url, ClientSecurity.read(tokenFile, trusted));
    } catch (IllegalArgumentException | IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
