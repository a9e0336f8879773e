package io.ringfold.bench.server;

import io.ringfold.bench.process.Children;
import io.ringfold.bench.process.LibraryFlags;
import io.ringfold.bench.result.BenchException;
import io.ringfold.gateway.GatewayMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server to be measured, in a JVM of its own with this one's class path and flags. Closing it
 * stops it in order.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile(".* ready on http://127\\.0\\.0\\.1:([0-9]+).*");
  private static final long STOP_TIMEOUT_S = 60;
  private static final long ASK_TIMEOUT_S = 120;

  private final Process process;
  private final Path log;
  private final int port;

  /** One for all questions: each other one would keep a connection of its own. */
  private final HttpClient http = HttpClient.newHttpClient();

  private ServerProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts Ringfold on a free port and waits until it accepts commands.
   *
   * @param directory for its data and its log
   * @param jvmOptions like {@code -Xmx256m}
   * @param settings by their labels, beside the defaults
   */
  public static ServerProcess ringfold(
      Path directory, List<String> jvmOptions, Map<String, String> settings) {
    List<String> arguments =
        new ArrayList<>(List.of("--port", "0", "--data", directory.resolve("data").toString()));
    settings.forEach((label, value) -> arguments.addAll(List.of("--" + label, value)));
    return start(GatewayMain.class, jvmOptions, arguments, directory.resolve("server.log"));
  }

  /**
   * Starts any server that says {@code … ready on http://127.0.0.1:<port>} and ends with SIGTERM or
   * with its input.
   *
   * @param log gets what it writes to standard error
   */
  public static ServerProcess start(
      Class<?> main, List<String> jvmOptions, List<String> arguments, Path log) {
    List<String> line = new ArrayList<>();
    line.add(tool("java"));
    line.addAll(LibraryFlags.ofThisJvm());
    line.addAll(jvmOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(arguments);
    try {
      Files.createDirectories(log.getParent());
      Process process =
          Children.endWithThisJvm(
              new ProcessBuilder(line)
                  .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                  .start());
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String said = out.readLine(); said != null; said = out.readLine()) {
        Matcher ready = READY.matcher(said);
        if (ready.matches()) {
          return new ServerProcess(process, log, Integer.parseInt(ready.group(1)));
        }
      }
      process.destroyForcibly();
      throw new BenchException(
          main.getSimpleName() + " ended before it was ready: " + Files.readString(log), null);
    } catch (IOException e) {
      throw new BenchException("cannot run " + line + ": " + e.getMessage(), e);
    }
  }

  /** A program of the JDK that runs this. */
  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  public URI webSocket() {
    return URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  public long pid() {
    return process.pid();
  }

  public ProcessFigures figures() {
    return ProcessFigures.of(process.pid());
  }

  /**
   * Bytes and objects of each class that are still in use: the JVM collects all garbage for it.
   * Takes a pause.
   */
  public HeapHistogram heap() {
    return HeapHistogram.parse(ask("GC.class_histogram"));
  }

  /** What the JVM answers to a command of {@code jcmd}. */
  private String ask(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!jcmd.waitFor(ASK_TIMEOUT_S, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
        jcmd.destroyForcibly();
        throw new BenchException("jcmd " + command + " failed: " + said, null);
      }
      return said;
    } catch (IOException e) {
      throw new BenchException(
          "cannot run jcmd; a JDK is needed, not a JRE alone: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** The sum of a metric over its labels, as the server exposes it; 0 where it has none such. */
  public double metric(String name) {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What it answers to a request, which must succeed. */
  public String get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new BenchException(
            uri + " was answered with " + answer.statusCode() + ": " + answer.body(), null);
      }
      return answer.body();
    } catch (IOException e) {
      throw new BenchException("cannot read " + uri + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** Where its standard error goes. */
  public Path log() {
    return log;
  }

  /** Stops it by SIGTERM; a server that does not end so is killed, and that is a failure. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BenchException("the server did not stop in " + STOP_TIMEOUT_S + " s", null);
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
