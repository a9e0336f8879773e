package io.ringfold.bench.history;

import io.ringfold.bench.process.Children;
import io.ringfold.bench.process.LibraryFlags;
import io.ringfold.bench.result.BenchException;
import io.ringfold.bench.result.Measurement;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.row.RowContext;
import io.ringfold.gateway.GatewayMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts a server's process on a history, waits until it says that it is ready, and stops it. */
final class ServerStart {
  private static final Pattern READY = Pattern.compile("ringfold ready on \\S+ at seq ([0-9]+)");
  private static final long LONGEST_S = 120;

  private ServerStart() {}

  /**
   * @throws BenchException where it does not start, or from another sequence than it must
   */
  static Measurement measure(
      RowContext context, Row row, History history, Map<String, String> parameters, int round) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LibraryFlags.ofThisJvm());
    Path log = context.results().resolve(row.id() + ".log");
    command.addAll(
        List.of(
            "-Xmx" + context.heap(),
            "-cp",
            System.getProperty("java.class.path"),
            GatewayMain.class.getName(),
            "--port",
            "0",
            "--data",
            history.directory().toString(),
            "--snapshot-at-stop",
            "false"));
    Process server = null;
    try {
      long begunNs = System.nanoTime();
      server =
          Children.endWithThisJvm(
              new ProcessBuilder(command)
                  .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                  .start());
      Process started = server;
      Thread watch = new Thread(() -> endAfterItsTime(started), "bench-watch");
      watch.setDaemon(true);
      watch.start();
      long sequence = awaitReady(server, log);
      double seconds = (System.nanoTime() - begunNs) / 1e9;
      if (sequence != history.sequence()) {
        throw new BenchException(
            "the server began at sequence " + sequence + ", not at " + history.sequence());
      }
      return new Measurement(
          "ringfold",
          "",
          parameters,
          "",
          round,
          0,
          history.sequence(),
          seconds,
          null,
          Map.of("start-s", seconds),
          "the server was ready at the sequence that the history ends with");
    } catch (IOException e) {
      throw new BenchException("cannot start the server: " + e.getMessage(), e);
    } finally {
      if (server != null) {
        stop(server);
      }
    }
  }

  private static long awaitReady(Process server, Path log) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = out.readLine()) != null) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        return Long.parseLong(ready.group(1));
      }
    }
    throw new BenchException("the server ended before it was ready; what it said is in " + log);
  }

  private static void endAfterItsTime(Process server) {
    try {
      if (!server.waitFor(LONGEST_S, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In order, as an operator would, so that the next start finds what such a stop leaves. */
  private static void stop(Process server) {
    server.destroy();
    try {
      if (!server.waitFor(LONGEST_S, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
