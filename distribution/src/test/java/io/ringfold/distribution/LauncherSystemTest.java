package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher by itself: in a clone whose Maven is a script that counts its runs and whose server
 * is a class that tells how it was started, and in the archive as it was packed.
 */
class LauncherSystemTest {
  private static final String STAND_IN =
      """
      package io.ringfold.gateway;
      public class GatewayMain {
        public static void main(String[] arguments) throws Exception {
          System.out.println("arguments " + String.join(" ", arguments));
          System.out.println("directory " + System.getProperty("user.dir"));
          System.out.println("option " + System.getProperty("an.option"));
          System.out.println("class path " + System.getProperty("java.class.path"));
          System.out.println("pid " + ProcessHandle.current().pid());
          if (arguments.length > 0 && arguments[0].equals("wait")) {
            Thread.sleep(60_000);
          }
        }
      }
      """;

  /** What a rehearsed start is, where it is not broken. */
  private static final String PREPARE =
      """
      package io.ringfold.gateway;
      public class PrepareMain {
        public static void main(String[] arguments) {
          System.exit(%d);
        }
      }
      """;

  @TempDir Path directory;
  private Path clone;
  private Path tools;

  @BeforeEach
  void makeAClone() throws IOException {
    clone = Files.createDirectories(directory.resolve("a clone"));
    for (String name : List.of("ringfold", "jvm.flags", "README.md")) {
      Files.copy(Built.root().resolve(name), clone.resolve(name));
    }
    Files.writeString(clone.resolve("pom.xml"), "<project/>");
    Files.createDirectories(clone.resolve("engine/src/main/java"));
    Files.writeString(clone.resolve("engine/pom.xml"), "<project/>");
    Files.writeString(source(), "class Engine {}");
    Files.createDirectories(clone.resolve("distribution/src/assembly"));

    tools = Files.createDirectories(directory.resolve("tools"));
    Path classes = Files.createDirectories(directory.resolve("classes"));
    compile(classes, "GatewayMain", STAND_IN);
    compile(classes, "PrepareMain", PREPARE.formatted(0));
    maven(
        """
        sleep 1
        mkdir -p distribution/target/ringfold/lib
        cp jvm.flags distribution/target/ringfold
        jar --create --file distribution/target/ringfold/lib/gateway.jar -C '%s' .
        """
            .formatted(classes));
  }

  private void compile(Path classes, String name, String source) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".java"), source);
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), file.toString()));
  }

  @Test
  void buildsOnceAndAgainOnlyWhenSourcesChanged() throws IOException {
    Command.Result first = ringfold("serve", "--port", "0").run();
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.out().contains("arguments --port 0\n"), first.out());
    assertTrue(first.err().startsWith("building ringfold"), first.err());
    assertEquals(1, first.err().lines().count(), first.err());
    assertEquals(1, mavenRuns());

    Command.Result second = ringfold("serve").run();
    assertEquals("", second.err());
    assertEquals(1, mavenRuns());

    Files.writeString(source(), "class Engine { int changed; }");
    assertEquals(0, ringfold("serve").run().exitCode());
    assertEquals(2, mavenRuns(), "a changed source was not built");

    Files.delete(source());
    assertEquals(0, ringfold("serve").run().exitCode());
    assertEquals(3, mavenRuns(), "a deleted source was not noticed");

    assertEquals(0, ringfold("serve").run().exitCode());
    assertEquals(3, mavenRuns());
  }

  @Test
  void aBuildThatCannotKeepItsClassesSaysSoOnceAndServesAllTheSame() throws IOException {
    compile(directory.resolve("classes"), "PrepareMain", PREPARE.formatted(1));
    Command.Result first = ringfold("serve").run();
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.err().contains("no archive of classes was made, see "), first.err());
    assertTrue(first.out().contains("pid "), first.out());
    Command.Result second = ringfold("serve").run();
    assertEquals(0, second.exitCode(), second.err());
    assertEquals("", second.err());

    Command.Result asked = ringfold("prepare").run();
    assertEquals(1, asked.exitCode(), asked.out());
    assertTrue(asked.err().contains("no archive of classes was made, see "), asked.err());
  }

  @Test
  void twoAtOnceBuildOnce() {
    try (Command.Running one = ringfold("serve").start();
        Command.Running other = ringfold("serve").start()) {
      assertEquals(0, one.await().exitCode(), one.output());
      assertEquals(0, other.await().exitCode(), other.output());
    }
    assertEquals(1, mavenRuns());
  }

  @Test
  void aFailedBuildNamesItsErrorAndItsLogAndIsTriedAgain() throws IOException {
    maven("echo '[INFO] noise'; echo '[ERROR] Engine.java:[1,7] cannot find symbol'; exit 1");
    for (int i = 1; i <= 2; i++) {
      Command.Result failed = ringfold("serve").run();
      assertEquals(1, failed.exitCode());
      assertTrue(failed.err().contains("cannot find symbol"), failed.err());
      assertTrue(
          failed.err().contains(clone.resolve("distribution/target/launcher/build.log").toString()),
          failed.err());
      assertEquals("", failed.out());
      assertEquals(i, mavenRuns());
    }
  }

  @Test
  void aBuildLeavesTheJarsOfARunningServerAlone() throws Exception {
    Path image;
    try (Command.Running server = ringfold("serve", "wait").start()) {
      awaitOutput(server, "pid ");
      image = classPath(server.output());
      Files.writeString(source(), "class Engine { int changed; }");
      assertEquals(0, ringfold("serve").run().exitCode());
      assertTrue(Files.exists(image.resolve("gateway.jar")), image + " was pulled away");
    }
    Files.writeString(source(), "class Engine { int changedAgain; }");
    assertEquals(0, ringfold("serve").run().exitCode());
    assertFalse(Files.exists(image), image + " was never tidied up");
  }

  @Test
  void theJvmHasThePidOfTheLauncher() throws Exception {
    try (Command.Running server = ringfold("serve", "wait").start()) {
      awaitOutput(server, "pid ");
      assertTrue(server.output().contains("pid " + server.process().pid() + "\n"), server.output());
      server.process().destroy();
      assertTrue(server.process().waitFor(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void worksThroughSymbolicLinksFromAnyDirectory() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), clone.resolve("ringfold"));
    Path relative = Files.createSymbolicLink(elsewhere.resolve("rf"), Path.of("../link"));
    Command.Result result =
        Command.of(relative.toString(), "serve", "--data", "./data")
            .in(elsewhere)
            .with("PATH", path())
            .run();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("directory " + elsewhere.toRealPath() + "\n"), result.out());
    assertTrue(result.out().contains("arguments --data ./data\n"), result.out());
    assertTrue(Files.exists(link));
  }

  @Test
  void handsOnOptionsForTheJvmAndMoreClasses() {
    Command.Result result =
        ringfold("serve")
            .with("RINGFOLD_JAVA_OPTS", "-Dan.option=set -Xmx64m")
            .with("RINGFOLD_CLASSPATH", "/some/domain.jar")
            .run();
    assertTrue(result.out().contains("option set\n"), result.out());
    assertTrue(result.out().contains(":/some/domain.jar\n"), result.out());
  }

  @Test
  void refusesAJavaThatIsTooOldOrNotThere() throws IOException {
    Path old = Files.createDirectories(directory.resolve("jdk-11"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Files.createDirectories(old.resolve("bin"));
    script(old.resolve("bin/java"), "exit 99");
    Command.Result tooOld = ringfold("serve").with("JAVA_HOME", old.toString()).run();
    assertEquals(1, tooOld.exitCode());
    assertTrue(tooOld.err().contains("Java 17 or newer is needed"), tooOld.err());
    assertTrue(tooOld.err().contains("11.0.2"), tooOld.err());

    Command.Result none = ringfold("serve").with("JAVA_HOME", "/no/such/jdk").run();
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("JAVA_HOME is /no/such/jdk"), none.err());
    assertEquals(0, mavenRuns(), "built although it could not be run");
  }

  @Test
  void wrongUsageIsAnsweredWithTheUsageOnStandardError() {
    Command.Result unknown = ringfold("sevre").run();
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("unknown command \"sevre\""), unknown.err());
    assertTrue(unknown.err().contains("Usage: ringfold <command>"), unknown.err());
    assertEquals("", unknown.out());

    Command.Result nothing = ringfold().run();
    assertEquals(2, nothing.exitCode());
    assertTrue(nothing.err().contains("Usage: ringfold <command>"), nothing.err());

    Command.Result help = ringfold("help").run();
    assertEquals(0, help.exitCode());
    assertTrue(help.out().contains("Usage: ringfold <command>"), help.out());
    assertEquals(0, mavenRuns());
  }

  @Test
  void theArchiveNeedsNoMaven() throws IOException {
    maven("exit 1");
    Path unpacked = Files.createDirectories(directory.resolve("unpacked"));
    assertEquals(
        0, Command.of("tar", "xzf", Built.archive().toString()).in(unpacked).run().exitCode());
    Path home;
    try (Stream<Path> entries = Files.list(unpacked)) {
      home = entries.findFirst().orElseThrow();
    }
    assertTrue(Files.exists(home.resolve("jvm.flags")));
    assertTrue(Files.exists(home.resolve("README.md")));
    for (String command :
        List.of(
            "serve",
            "ingest",
            "load",
            "migrate",
            "projections",
            "replay-tool",
            "bench",
            "simulate",
            "prepare")) {
      Command.Result help =
          Command.of(home.resolve("bin/ringfold").toString(), command, "--help")
              .in(directory)
              .with("PATH", path())
              .run();
      assertEquals(0, help.exitCode(), command + " --help: " + help.err());
      assertTrue(help.out().contains("Usage:"), command + " --help: " + help.out());
    }
    assertEquals(0, mavenRuns());
  }

  private Path source() {
    return clone.resolve("engine/src/main/java/Engine.java");
  }

  private Command ringfold(String... arguments) {
    String[] line =
        Stream.concat(Stream.of(clone.resolve("ringfold").toString()), Stream.of(arguments))
            .toArray(String[]::new);
    return Command.of(line).in(directory).with("PATH", path());
  }

  private String path() {
    return tools + ":" + System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
  }

  private void maven(String body) throws IOException {
    script(
        tools.resolve("mvn"), "echo \"$@\" >>'" + directory.resolve("maven-runs") + "'\n" + body);
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\nset -e\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private long mavenRuns() {
    Path runs = directory.resolve("maven-runs");
    try {
      return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path classPath(String output) {
    String entries =
        output
            .lines()
            .filter(line -> line.startsWith("class path "))
            .findFirst()
            .orElseThrow()
            .substring("class path ".length());
    return Path.of(entries.split(":")[0]).getParent();
  }

  private static void awaitOutput(Command.Running running, String text)
      throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!running.output().contains(text)) {
      assertTrue(running.process().isAlive(), "ended early: " + running.output());
      assertTrue(Instant.now().isBefore(deadline), "no \"" + text + "\" in " + running.output());
      Thread.sleep(20);
    }
  }
}
