package io.ringfold.analytics;

import io.ringfold.analytics.SqlException.Reason;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own for tables, as a server has: what a statement makes DuckDB do can take
 * memory beyond the limit it keeps, or not end when it is told to, and neither may be the server's
 * trouble. The system bounds the process's memory; what does not answer is ended, and another one
 * goes on with the tables.
 *
 * <p>It has a lower priority than the server, its environment has nothing in it, and it ends with
 * the server, as its standard input does. Single-threaded.
 */
final class TablesProcess implements Closeable {

  /** What a JVM takes beside the heap and DuckDB: code, classes, stacks, libraries. */
  private static final long JVM_BYTES = 1L << 30;

  private static final int HEAP_MEBIBYTES = 128;

  /** Beyond the time that a statement has, until the process is ended. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final long STOP_TIMEOUT_S = 5;

  private static final ScheduledExecutorService DEADLINES =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "ringfold-sql-deadline");
            thread.setDaemon(true);
            return thread;
          });

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  private TablesProcess(Process process) {
    this.process = process;
    requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @throws IOException where that is not possible
   */
  static TablesProcess start(TablesConfig config) throws IOException {
    Files.createDirectories(config.directory());
    List<String> command = new ArrayList<>();
    long kibibytes = (config.memoryBytes() + JVM_BYTES) >> 10;
    // where there is no such limit or no nice, it does without
    command.addAll(
        List.of(
            "/bin/sh",
            "-c",
            "ulimit -v "
                + kibibytes
                + " 2>/dev/null; command -v nice >/dev/null && exec nice -n 5 \"$@\"; exec \"$@\"",
            "ringfold-sql"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + HEAP_MEBIBYTES + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.io.tmpdir=" + config.directory().toAbsolutePath()));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--")
          || option.startsWith("-Dchronicle.")
          || option.equals("-XX:+IgnoreUnrecognizedVMOptions")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TablesWorker.class.getName());
    command.addAll(TablesWorker.arguments(config));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    String path = environment.get("PATH");
    environment.clear();
    if (path != null) {
      environment.put("PATH", path);
    }
    // each arena reserves 64 MB of what the process may address
    environment.put("MALLOC_ARENA_MAX", "2");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new TablesProcess(builder.start());
  }

  /**
   * Has the tables filled, and a question answered where there is one.
   *
   * @param patience how long may be filled; where that is not enough, what was filled stays
   * @param question null for none
   * @throws SqlException where there is no answer; then the process is there still
   * @throws IOException where the process has ended, or had to be
   */
  SqlAnswer ask(long upTo, Duration patience, SqlQuestion question) throws IOException {
    Duration limit = patience.plus(GRACE);
    if (question != null) {
      limit = limit.plus(question.timeout());
    }
    ScheduledFuture<?> deadline =
        DEADLINES.schedule(
            () -> {
              process.destroyForcibly();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      requests.write(WorkerProtocol.request(upTo, patience, question));
      requests.write('\n');
      requests.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the process that asks the tables has ended");
      }
      return WorkerProtocol.answer(JsonText.tree(line));
    } finally {
      deadline.cancel(false);
    }
  }

  /** Why a question had no answer when the process ended over it. */
  SqlException ended(SqlQuestion question, boolean late) {
    return late
        ? new SqlException(
            Reason.TIMEOUT,
            "the statement took longer than "
                + question.timeout().toMillis()
                + " ms and could not be stopped otherwise than with its process")
        : new SqlException(
            Reason.FAILED, "the statement took more memory than there is for it: ask for less");
  }

  /** Ends it: at once where it asks, in order where it only waits. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it at once, whatever it does; any thread. The tables survive that. */
  void kill() {
    process.destroyForcibly();
  }
}
