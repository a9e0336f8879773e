package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as an operator unpacks it, prepared or not. */
class PrepareSystemTest {
  @TempDir Path directory;
  private Path home;

  @BeforeEach
  void unpack() throws IOException {
    assertEquals(
        0, Command.of("tar", "xzf", Built.archive().toString()).in(directory).run().exitCode());
    try (Stream<Path> entries = Files.list(directory)) {
      home = entries.findFirst().orElseThrow();
    }
  }

  @Test
  void aServerTakesItsClassesFromWhatWasPreparedAndReadsItsJarsWhereThoseChanged()
      throws IOException {
    try (ServerProcess unprepared = serve("")) {
      assertFalse(mapsItsClasses(unprepared));
    }
    Command.Result prepared = Command.of(launcher(), "prepare").in(directory).run();
    assertEquals(0, prepared.exitCode(), prepared.err());
    Path archive = Path.of(prepared.out().strip());
    assertEquals(home, archive.getParent());
    assertTrue(Files.size(archive) > 1 << 20, archive + " has " + Files.size(archive) + " bytes");

    // more classes behind those of the distribution, as a domain of one's own adds them
    try (ServerProcess server = serve(directory.toString())) {
      assertTrue(mapsItsClasses(server), server.output());
      assertEquals(0, server.stop(), server.output());
      assertFalse(server.output().contains("warning"), server.output());
    }
    Files.setLastModifiedTime(
        home.resolve("lib").resolve(gatewayJar()), FileTime.from(Instant.now()));
    try (ServerProcess server = serve("")) {
      assertFalse(mapsItsClasses(server), "classes of another jar than the one that is there");
      assertFalse(server.output().contains("warning"), server.output());
    }
  }

  private ServerProcess serve(String moreClasses) {
    return ServerProcess.await(
        ServerProcess.command(List.of(launcher(), "serve", "--port", "0", "--data", "data"))
            .with("RINGFOLD_CLASSPATH", moreClasses)
            .in(directory)
            .start());
  }

  private String launcher() {
    return home.resolve("bin/ringfold").toString();
  }

  private Path gatewayJar() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      return jars.map(Path::getFileName)
          .filter(jar -> jar.toString().startsWith("ringfold-gateway"))
          .findFirst()
          .orElseThrow();
    }
  }

  private boolean mapsItsClasses(ServerProcess server) throws IOException {
    return Files.readString(Path.of("/proc/" + server.pid() + "/maps"))
        .contains(home + "/classes-");
  }
}
