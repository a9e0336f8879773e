package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tool as the launcher starts it: a process of its own, with its own exit code. */
class ReplayToolProcessTest {

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

  private static Process start(String classPath, List<String> args, File err) throws IOException {
    return new ProcessBuilder(commandLine(classPath, args)).redirectError(err).start();
  }

  static List<String> commandLine(String classPath, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of(System.getProperty("ringfold.root"), "jvm.flags"));
    command.addAll(List.of("-cp", classPath, ReplayTool.class.getName()));
    command.addAll(args);
    return command;
  }

  private ToolRun run(String classPath, Object... args) throws Exception {
    File err = Files.createTempFile(directory, "err", "").toFile();
    Process process = start(classPath, Arrays.stream(args).map(Object::toString).toList(), err);
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
      return new ToolRun(process.exitValue(), out, Files.readString(err.toPath()));
    } finally {
      process.destroyForcibly();
    }
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** As that of someone who has the journal, but not the code of the domains. */
  private static String classPathWithoutDomains() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> !entry.contains("examples"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void resultsComeOnStandardOutputAndNothingElseAnywhere() throws Exception {
    for (String command : List.of("info", "dump", "state")) {
      ToolRun inProcess = ToolRun.of(command, "--data", data, "--json");
      assertEquals(inProcess, run(classPath(), command, "--data", data, "--json"));
      assertEquals(0, inProcess.exitCode());
      assertEquals("", inProcess.err());
    }
  }

  @Test
  void theExitCodeIsThatOfTheCommand() throws Exception {
    assertEquals(1, run(classPath(), "state", "--data", data, "--at", 11).exitCode());
    assertEquals(2, run(classPath(), "state", "--data", data, "--at", "x").exitCode());
  }

  @Test
  void dumpAndInfoNeedNoDomainClass() throws Exception {
    for (String command : List.of("info", "dump")) {
      assertEquals(
          ToolRun.of(command, "--data", data, "--json"),
          run(classPathWithoutDomains(), command, "--data", data, "--json"));
    }
  }

  @Test
  void stateWithoutTheDomainsSaysWhichIsMissing() throws Exception {
    ToolRun run = run(classPathWithoutDomains(), "state", "--data", data);
    assertEquals(1, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("account-opened"), run.err());
    assertTrue(run.err().contains("domain bank is missing from the class path"), run.err());
  }

  @Test
  void aReaderThatGoesAwayEndsTheDumpQuietly() throws Exception {
    try (SampleData sample = SampleData.open(SampleData.config(data))) {
      sample.visit(20_000);
    }
    Path err = directory.resolve("err");
    Process process = start(classPath(), List.of("dump", "--data", data.toString()), err.toFile());
    try {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        assertNotNull(lines.readLine());
      }
      assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
      assertEquals("", Files.readString(err));
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aWarningGoesToStandardErrorAndTheResultStays() throws Exception {
    Files.createDirectories(data.resolve("snapshots"));
    Files.writeString(data.resolve("snapshots/notes.txt"), "mine");
    ToolRun run = run(classPath(), "state", "--data", data, "--json");
    assertEquals(10, run.json().get("seq").asLong());
    assertTrue(run.err().contains("notes.txt"), run.err());
    assertTrue(run.err().startsWith("WARN: "), run.err());
  }

  @Test
  @Timeout(PATIENCE_S)
  void whatIfFollowsALiveServerUntilItIsStopped() throws Exception {
    Path jar = DomainJar.bank(directory.resolve("limited.jar"), WhatIfCommandTest.WITH_LIMIT);
    Path err = directory.resolve("err");
    try (SampleData live = SampleData.open(SampleData.config(data))) {
      Process process =
          start(
              classPath(),
              List.of(
                  "what-if --follow --from 11 --json --with %s --data %s"
                      .formatted(jar, data)
                      .split(" ")),
              err.toFile());
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        live.send(List.of(new Deposit("a", 2_000), new Withdraw("a", 600)));
        assertEquals(12, parse(lines.readLine()).get("seq").asLong());
        live.send(List.of(new Withdraw("a", 700)));
        assertEquals(13, parse(lines.readLine()).get("seq").asLong());
        // SIGTERM, as that of the process object would close its output as well
        process.toHandle().destroy();
        JsonNode report = parse(lines.readLine());
        assertEquals(3, report.get("commands").asLong(), report.toString());
        assertEquals(
            "[{\"kind\":\"now-rejected\",\"name\":\"withdraw\",\"count\":2}]",
            report.get("differences").toString());
        assertEquals(2, report.get("state-changes").asLong(), report.toString());
        assertNull(lines.readLine());
        assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it does not end");
        assertEquals(3, process.exitValue(), Files.readString(err));
        live.send(List.of(new Withdraw("a", 1)));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static JsonNode parse(String line) {
    return new ToolRun(0, line, "").json();
  }
}
