package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a process of the tool that is ended from outside: by Ctrl-C, by a full disk. */
class EndedProcessTest {

  private static final long PATIENCE_S = 60;

  @TempDir Path directory;
  private Path data;

  @BeforeEach
  void write() {
    data = directory.resolve("data");
    try (SampleData sample = SampleData.open(SampleData.config(data))) {
      sample.writeTen();
    }
  }

  @Test
  void aFullDiskIsAFailure() throws Exception {
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(
                ReplayToolProcessTest.commandLine(
                    ReplayToolProcessTest.classPath(), List.of("dump", "--data", data.toString())))
            .redirectOutput(new File("/dev/full"))
            .redirectError(err.toFile())
            .start();
    assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
    assertEquals(1, process.exitValue());
    assertEquals(
        "replay-tool: results could not be written: No space left on device\n",
        Files.readString(err));
  }

  @Test
  void ctrlCEndsATailBetweenTwoLines() throws Exception {
    Path out = directory.resolve("out");
    Process process = interruptible(List.of("tail", "-f", "--data", data.toString()), out.toFile());
    try {
      await(() -> Files.exists(out) && Files.readString(out).lines().count() == 10, process);
      interrupt(process);
      assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
      assertEquals(130, process.exitValue());
      assertEquals("", Files.readString(directory.resolve("err")));
      assertEquals(
          ToolRun.of("dump", "--data", data).out(), Files.readString(out), "whole lines, all");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void ctrlCLeavesNoHalfFile() throws Exception {
    try (SampleData sample = SampleData.open(SampleData.config(data))) {
      sample.visit(40_000);
    }
    Path target = Files.createDirectory(directory.resolve("target"));
    Path file = target.resolve("records.edn");
    Process process =
        interruptible(
            List.of(
                "dump", "--format", "edn", "--output", file.toString(), "--data", data.toString()),
            directory.resolve("out").toFile());
    try {
      await(() -> !names(target).isEmpty(), process);
      interrupt(process);
      assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
      assertEquals("", Files.readString(directory.resolve("err")));
      assertEquals(
          process.exitValue() == 130 ? List.of() : List.of("records.edn"),
          names(target),
          "exit code " + process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Something that may be so already. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(Condition condition, Process process) throws Exception {
    Instant deadline = Instant.now().plusSeconds(PATIENCE_S);
    while (!condition.holds()) {
      assertTrue(process.isAlive(), () -> "ended with " + process.exitValue());
      assertTrue(Instant.now().isBefore(deadline), "nothing came of it");
      Thread.sleep(1);
    }
  }

  /** Begun with the signal let through, which a shell without job control withholds. */
  private Process interruptible(List<String> args, File out) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(ReplayToolProcessTest.commandLine(ReplayToolProcessTest.classPath(), args));
    return new ProcessBuilder(command)
        .redirectOutput(out)
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static void interrupt(Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-INT", "" + process.pid()).start();
    assertEquals(0, kill.waitFor());
  }
}
