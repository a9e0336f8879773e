package io.ringfold.client.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ./ringfold migrate}: has a server change the whole state of a domain by a function that
 * the domain declares, or tells which there are.
 *
 * <p>Exit codes: 0 carried out, now or before under the same uuid, or told; 1 not carried out, or
 * not known; 2 wrong usage.
 */
@Command(
    name = "ringfold migrate",
    mixinStandardHelpOptions = false,
    sortOptions = false,
    description = {
      "Has a running server change the whole state of a domain by a function that the domain"
          + " declares, between two commands. It is rehearsed first, journaled, and done again by"
          + " every replay.",
      "Without a name, tells which migrations there are and when they happened."
    },
    footer = {
      "",
      "Examples:",
      "  ringfold migrate",
      "  ringfold migrate close-dormant-accounts --url https://bank.example --token-file token",
      "",
      "Exit codes: 0 carried out, 1 not carried out, or not known (ask again with the same --uuid:"
          + " it happens once), 2 wrong usage."
    })
public final class MigrateMain implements Callable<Integer> {
  private static final double NANOS_A_MILLISECOND = 1e6;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "<name>", description = "The migration.")
  private String name;

  @Option(
      names = "--version",
      paramLabel = "<n>",
      description = "Which version of it; without it, the highest there is.")
  private Integer version;

  @Option(
      names = "--uuid",
      paramLabel = "<uuid>",
      description = "Of an earlier attempt whose answer was lost; without it, a new one.")
  private UUID uuid;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080",
      description = "The server (${DEFAULT-VALUE}).")
  private URI url;

  @Option(
      names = "--token-file",
      paramLabel = "<file>",
      description = "Holds the token to show, of a user with the role admin.")
  private Path tokenFile;

  @Option(
      names = "--trust",
      paramLabel = "<file>",
      description = "Certificates to trust for https, in PEM; without it, those of this Java.")
  private Path trusted;

  @Option(names = "--json", description = "Print the server's answer as it is.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  private boolean help;

  private final PrintStream out;
  private final PrintStream err;

  private MigrateMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command line and returns the exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new MigrateMain(out, err))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (name == null && (version != null || uuid != null)) {
      throw new ParameterException(spec.commandLine(), "--version and --uuid belong to a <name>");
    }
    Migrations server = new Migrations(url, security());
    UUID wish = uuid == null ? UUID.randomUUID() : uuid;
    try {
      if (name == null) {
        tell(server.list());
      } else {
        done(server.carryOut(name, version, wish));
      }
      return 0;
    } catch (Migrations.FailedException e) {
      err.println("migrate: " + e.getMessage());
    } catch (IOException e) {
      err.println(
          "migrate: no answer from "
              + url
              + ": "
              + e
              + (name == null
                  ? ""
                  : "; whether it happened is not known: ask again with --uuid " + wish));
    }
    return 1;
  }

  private ClientSecurity security() {
    if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "--url=" + url + ": must be like http://127.0.0.1:8080");
    }
    try {
      return ClientSecurity.read(tokenFile, trusted);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void done(JsonNode command) {
    if (json) {
      out.println(command);
      return;
    }
    JsonNode migrated = command.at("/events/0/data");
    out.printf(
        "%s version %d of %s: carried out at seq %d, commands waited %.3f ms%n",
        migrated.path("name").asText(),
        migrated.path("version").asInt(),
        migrated.path("domain").asText(),
        command.path("seq").asLong(),
        migrated.path("pause-ns").asLong() / NANOS_A_MILLISECOND);
  }

  private void tell(JsonNode list) {
    if (json) {
      out.println(list);
      return;
    }
    for (JsonNode each : list.path("migrations")) {
      out.printf(
          "%s version %d of %s: %s%n",
          each.path("name").asText(),
          each.path("version").asInt(),
          each.path("domain").asText(),
          each.path("declared").asBoolean()
              ? each.path("meaning").asText()
              : "no longer in the code");
      for (JsonNode applied : each.path("applied")) {
        out.printf(
            "  at seq %d, %s, by %s, commands waited %.3f ms%n",
            applied.path("seq").asLong(),
            applied.path("timestamp").asText(),
            applied.path("user").asText("nobody in particular"),
            applied.path("pause-ns").asLong() / NANOS_A_MILLISECOND);
      }
    }
    if (list.path("migrations").isEmpty()) {
      out.println("no domain declares a migration");
    }
  }
}
