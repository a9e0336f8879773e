package io.ringfold.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** A writer in a process of its own, that says on its standard output what it has forced. */
final class WriterProcess implements AutoCloseable {

  /** Enough for any test, and an end where nobody reads any more. */
  private static final int BATCHES = 20_000;

  private final Process process;
  private final BufferedReader output;

  WriterProcess(Path data, long seed) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("ringfold.root"), "jvm.flags"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName(),
                data.toString(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** The next sequence that it says to have forced; -1 when it has ended. */
  long nextForced() throws IOException {
    String line = output.readLine();
    return line == null ? -1 : Long.parseLong(line);
  }

  /** Kills it with no chance to do anything, and waits until it is gone. */
  void kill() {
    // by its handle: Process would throw away what it said last
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /**
   * Batches of random size, some appended ahead of the force, in small segments.
   *
   * @param args the data directory and a seed
   */
  public static void main(String[] args) {
    Random random = new Random(Long.parseLong(args[1]));
    JournalConfig config = TestJournal.config(Path.of(args[0]), 1 << 20);
    try (Journal journal = TestJournal.open(config)) {
      for (int i = 0; i < BATCHES && !System.out.checkError(); i++) {
        TestJournal.append(journal, 1 + random.nextInt(300));
        if (random.nextInt(3) > 0) {
          journal.force();
          System.out.println(journal.forcedSequence());
        }
      }
    }
  }
}
