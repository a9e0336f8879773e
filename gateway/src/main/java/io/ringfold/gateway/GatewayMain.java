package io.ringfold.gateway;

import io.ringfold.engine.EngineException;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.AccessException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code ringfold serve}: the server as a process.
 *
 * <p>Exit codes: 0 stopped in order (SIGTERM, Ctrl-C) · 1 refused to start (port, data directory,
 * configuration) · 2 wrong usage · 3 stopped because the journal could not be trusted or written.
 */
public final class GatewayMain {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayMain.class);

  private static final int STOPPED = 0;
  private static final int REFUSED_TO_START = 1;
  private static final int WRONG_USAGE = 2;
  private static final int JOURNAL_NOT_TRUSTED = 3;

  private static final String CONFIG = "config";

  private GatewayMain() {}

  public static void main(String[] args) {
    int code = run(args, System.getenv(), System.out, System.err);
    if (code >= 0) {
      System.exit(code);
    }
  }

  /** Starts the server; returns an exit code, or -1 where it now runs until it is stopped. */
  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    CommandLine commandLine = new CommandLine(spec());
    GatewayConfig config;
    try {
      ParseResult parsed = commandLine.parseArgs(args);
      if (parsed.isUsageHelpRequested()) {
        commandLine.usage(out);
        return STOPPED;
      }
      Settings settings = Settings.of(flags(parsed), environment, file(parsed, environment));
      config = GatewayConfig.of(settings);
      LogFormat format = settings.parsed(Setting.LOG_FORMAT, LogFormat::of);
      format.apply();
      tell(settings, format, err);
    } catch (CommandLine.ParameterException e) {
      err.println("ringfold serve: " + e.getMessage());
      err.println("ringfold serve --help lists what there is");
      return WRONG_USAGE;
    } catch (ConfigurationException e) {
      err.println("ringfold serve: " + e.getMessage());
      return e.isFromCommandLine() ? WRONG_USAGE : REFUSED_TO_START;
    }
    return serve(config, out, err);
  }

  private static void tell(Settings settings, LogFormat format, PrintStream err) {
    if (format == LogFormat.JSON) {
      LoggingEventBuilder entry = LOG.atInfo();
      for (Setting setting : Setting.values()) {
        entry = entry.addKeyValue(setting.label(), settings.text(setting));
      }
      entry.log("ringfold serve");
    } else {
      err.println("ringfold serve, with");
      err.println(settings.describe());
    }
  }

  private static int serve(GatewayConfig config, PrintStream out, PrintStream err) {
    AtomicInteger exitCode = new AtomicInteger(STOPPED);
    Gateway gateway;
    try {
      Domains domains = Domains.load(Thread.currentThread().getContextClassLoader());
      if (domains.all().isEmpty()) {
        err.println(
            "ringfold serve: no domain to serve; put one on the class path, listed in"
                + " META-INF/services/io.ringfold.engine.domain.DomainModule");
        return REFUSED_TO_START;
      }
      gateway = Gateway.open(config, domains, failure -> exitAfter(failure, exitCode));
    } catch (EngineException | AccessException | IllegalArgumentException e) {
      err.println("ringfold serve: " + e.getMessage());
      LOG.debug("refused to start", e);
      return REFUSED_TO_START;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(gateway, exitCode), "ringfold-stop"));
    try {
      recover(gateway, err);
    } catch (EngineException e) {
      err.println("ringfold serve: " + e.getMessage());
      LOG.debug("recovery", e);
      exitCode.set(JOURNAL_NOT_TRUSTED);
      return JOURNAL_NOT_TRUSTED;
    }
    out.println("ringfold ready on " + gateway.url() + " at seq " + gateway.status().sequence());
    out.flush();
    return -1;
  }

  private static void recover(Gateway gateway, PrintStream err) {
    RecoveryProgress progress =
        new RecoveryProgress(gateway::status, Terminal.console() == null ? null : err);
    try {
      gateway.recover();
    } finally {
      progress.close();
    }
  }

  /** The engine failed: nothing is acknowledged any more, and the process must not look alive. */
  private static void exitAfter(Throwable failure, AtomicInteger exitCode) {
    LOG.error("the engine failed, the server stops", failure);
    exitCode.set(JOURNAL_NOT_TRUSTED);
    System.exit(JOURNAL_NOT_TRUSTED);
  }

  /** The shutdown hook. Halts by itself: after SIGTERM the exit code would be 143 otherwise. */
  private static void stop(Gateway gateway, AtomicInteger exitCode) {
    try {
      // while it recovers there is nothing to answer and nothing to save
      if (gateway.status().state() != EngineStatus.State.RECOVERING) {
        LOG.info("stopping");
        gateway.close();
        LOG.info("stopped at seq {}", gateway.status().sequence());
      }
    } catch (RuntimeException e) {
      LOG.error("could not stop in order", e);
      exitCode.compareAndSet(STOPPED, JOURNAL_NOT_TRUSTED);
    }
    System.out.flush();
    Runtime.getRuntime().halt(exitCode.get());
  }

  private static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("ringfold serve");
    spec.usageMessage()
        .description("Serves the domains on the class path, with the journal in a data directory.")
        .footer(
            "",
            "Each setting can also be given in the environment (--ring-slots is"
                + " RINGFOLD_RING_SLOTS) or in the file of --config (ring-slots = 16384). A flag"
                + " wins over the environment, that over the file.");
    spec.addOption(
        OptionSpec.builder("--" + CONFIG)
            .paramLabel("<file>")
            .type(String.class)
            .description("a properties file with settings")
            .build());
    for (Setting setting : Setting.values()) {
      spec.addOption(
          OptionSpec.builder("--" + setting.label())
              .paramLabel("<value>")
              .type(String.class)
              .description(setting.description() + " (default: " + defaultOf(setting) + ")")
              .build());
    }
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .description("shows this")
            .build());
    return spec;
  }

  private static String defaultOf(Setting setting) {
    return setting.defaultText().isEmpty() ? "none" : setting.defaultText();
  }

  private static Map<String, String> flags(ParseResult parsed) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      String value = parsed.matchedOptionValue("--" + setting.label(), (String) null);
      if (value != null) {
        flags.put(setting.label(), value);
      }
    }
    return flags;
  }

  private static Path file(ParseResult parsed, Map<String, String> environment)
      throws ConfigurationException {
    String flag = parsed.matchedOptionValue("--" + CONFIG, (String) null);
    String name = flag != null ? flag : environment.get("RINGFOLD_CONFIG");
    try {
      return name == null ? null : Path.of(name);
    } catch (InvalidPathException e) {
      throw new ConfigurationException("config=\"" + name + "\": not a path", flag != null);
    }
  }
}
