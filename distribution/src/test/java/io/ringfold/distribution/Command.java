package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command line that is run to its end, in a directory, within a bounded time. */
final class Command {
  private static final long TIMEOUT_SECONDS = 120;

  /** How a command ended and what it wrote. */
  record Result(int exitCode, String out, String err) {}

  private final List<String> line;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path directory = Path.of("").toAbsolutePath();
  private Path input = Path.of("/dev/null");

  private Command(List<String> line) {
    this.line = List.copyOf(line);
  }

  static Command of(String... line) {
    return new Command(List.of(line));
  }

  Command in(Path workingDirectory) {
    directory = workingDirectory;
    return this;
  }

  /** With this file as standard input; without one it is empty. */
  Command reading(Path file) {
    input = file;
    return this;
  }

  Command with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts it; its output goes to files, so that it never waits for a reader. */
  Running start() {
    try {
      Path out = Files.createTempFile(Built.workDirectory(), "out", ".txt");
      Path err = Files.createTempFile(Built.workDirectory(), "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("RINGFOLD_"));
      builder.environment().putAll(environment);
      return new Running(line, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not start " + line + ": is " + line.get(0) + " installed? See README.md", e);
    }
  }

  Result run() {
    try (Running running = start()) {
      return running.await();
    }
  }

  /** A started command; closing it ends it, whatever it does. */
  record Running(List<String> line, Process process, Path out, Path err) implements AutoCloseable {

    Result await() {
      try {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          close();
          fail(line + " did not end within " + TIMEOUT_SECONDS + " s:\n" + output());
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + line, e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What it wrote so far, for messages. */
    String output() {
      try {
        return Files.readString(out) + Files.readString(err);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      // its children first: a killed strace would leave what it traced running
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while ending " + line, e);
      }
    }
  }
}
