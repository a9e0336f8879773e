package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as an operator starts it: {@code bin/ringfold serve}, a process of its own, met by its
 * ready line, its port, its pid and its exit code. Closing it kills it where it still runs.
 */
final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ringfold ready on https?://([^:]+):(\\d+) at seq (\\d+)");
  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private final Command.Running running;
  private final ProcessHandle jvm;
  private final int port;
  private final long readySequence;

  private ServerProcess(Command.Running running, ProcessHandle jvm, int port, long readySequence) {
    this.running = running;
    this.jvm = jvm;
    this.port = port;
    this.readySequence = readySequence;
  }

  /** Starts a server on a free port and waits until it accepts commands. */
  static ServerProcess start(Path directory, String... options) {
    return startOnPort(0, directory, options);
  }

  static ServerProcess startOnPort(int port, Path directory, String... options) {
    List<String> line = new ArrayList<>(List.of(Built.launcher().toString(), "serve"));
    line.addAll(List.of("--port", Integer.toString(port)));
    line.addAll(List.of(options));
    return await(command(line).in(directory).start());
  }

  /** With the memory that a small server needs, and the compiler that one of seconds does. */
  static Command command(List<String> line) {
    return Command.of(line.toArray(String[]::new))
        .with("RINGFOLD_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
  }

  /** Waits until a server that was started by a command, itself or a child of it, is ready. */
  static ServerProcess await(Command.Running running) {
    return await(running, TIMEOUT);
  }

  static ServerProcess await(Command.Running running, Duration timeout) {
    return awaitUnlessEnded(running, timeout)
        .orElseThrow(
            () ->
                new AssertionError(
                    "ended before it was ready: " + running.line() + "\n" + running.output()));
  }

  /** The same for one that may end before it is ready; then it is empty. */
  static Optional<ServerProcess> awaitUnlessEnded(Command.Running running) {
    return awaitUnlessEnded(running, TIMEOUT);
  }

  private static Optional<ServerProcess> awaitUnlessEnded(
      Command.Running running, Duration timeout) {
    Instant deadline = Instant.now().plus(timeout);
    try {
      while (true) {
        boolean alive = running.process().isAlive();
        Matcher ready = READY.matcher(Files.readString(running.out()));
        if (ready.find()) {
          ProcessHandle handle = running.process().toHandle();
          return Optional.of(
              new ServerProcess(
                  running,
                  handle.descendants().reduce((first, last) -> last).orElse(handle),
                  Integer.parseInt(ready.group(2)),
                  Long.parseLong(ready.group(3))));
        }
        if (!alive) {
          return Optional.empty();
        }
        if (Instant.now().isAfter(deadline)) {
          running.close();
          fail("not ready after " + timeout + ": " + running.line() + "\n" + running.output());
        }
        Thread.sleep(10);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      running.close();
      throw new AssertionError("interrupted while a server started", e);
    }
  }

  int port() {
    return port;
  }

  /** Of the JVM. */
  long pid() {
    return jvm.pid();
  }

  /** The sequence in the ready line. */
  long readySequence() {
    return readySequence;
  }

  URI webSocket() {
    return URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** What it wrote to standard output and to standard error so far. */
  String output() {
    return running.output();
  }

  String standardOutput() {
    try {
      return Files.readString(running.out());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM; returns the exit code once it has stopped. */
  int stop() {
    jvm.destroy();
    return awaitExit();
  }

  /** SIGKILL; returns once the process is gone. */
  void kill() {
    jvm.destroyForcibly();
    awaitExit();
  }

  /** SIGSTOP: it holds its connections and says nothing, until {@link #resume}. */
  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    Command.Result sent = Command.of("kill", "-" + name, Long.toString(jvm.pid())).run();
    assertTrue(sent.exitCode() == 0, sent::err);
  }

  /** Whether it ends by itself within that time. */
  boolean endsWithin(Duration time) {
    try {
      return running.process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a server was at work", e);
    }
  }

  int awaitExit() {
    try {
      assertTrue(
          running.process().waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS),
          () -> "did not end within " + TIMEOUT + ":\n" + output());
      return running.process().exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a server stopped", e);
    }
  }

  @Override
  public void close() {
    jvm.destroyForcibly();
    running.close();
  }
}
