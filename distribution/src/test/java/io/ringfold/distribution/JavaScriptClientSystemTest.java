package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code clients/javascript} as npm installs it: its types, and its own tests against a server. */
class JavaScriptClientSystemTest {
  @TempDir static Path directory;

  private static Path client;

  /** A copy, so that nothing is installed among the sources. */
  @BeforeAll
  static void install() throws IOException {
    client = directory.resolve("client");
    Path sources = Built.root().resolve("clients/javascript");
    for (String each :
        List.of("package.json", "package-lock.json", "tsconfig.json", "src", "test")) {
      copy(sources.resolve(each), client.resolve(each));
    }
    Command.Result installed = Command.of("npm", "ci", "--prefer-offline").in(client).run();
    assertEquals(0, installed.exitCode(), installed.out() + installed.err());
  }

  @Test
  void itsTypesAreWhatItDoes() {
    Command.Result checked = Command.of("npm", "run", "check").in(client).run();
    assertEquals(0, checked.exitCode(), checked.out() + checked.err());
  }

  @Test
  void itSendsAsksFollowsAndSurvivesCuts() {
    try (ServerProcess server = ServerProcess.start(directory)) {
      Command.Result tested =
          Command.of("node", "--test", "--test-reporter=spec", "test/client.test.js")
              .in(client)
              .with("RINGFOLD_URL", server.webSocket().toString())
              .run();
      assertEquals(0, tested.exitCode(), tested.out() + tested.err());
      assertTrue(
          tested.out().contains("answered as duplicates"), "the cuts did not run: " + tested.out());
      System.out.println(
          tested
              .out()
              .lines()
              .filter(line -> line.contains("seed") || line.contains("cuts"))
              .toList());
      assertEquals(0, server.stop(), server.output());
    }
  }

  @Test
  void itIsKnownByATokenAndSaysWhyItIsRefusedWithoutOne(@TempDir Path data) throws IOException {
    Path users = data.resolve("users.json");
    String user = Built.launcher() + " user ";
    String at = " --users " + users;
    Command.Result token =
        Command.of(
                "bash",
                "-euc",
                user + "add feed --no-password" + at + " >&2; " + user + "token feed" + at)
            .run();
    assertEquals(0, token.exitCode(), token.err());
    Path script =
        Files.writeString(
            client.resolve("token.mjs"),
            """
            import { connect } from './src/index.js';
            const [url, token] = process.argv.slice(2);
            await connect(url, { patienceMs: 2000 }).catch(({ code }) => console.log(code));
            const client = await connect(url, { token });
            const heard = new Promise((resolve) => client.subscribe(resolve));
            await client.send('visit-page', { url: '/' });
            console.log((await heard).user);
            client.close();
            """);
    try (ServerProcess server =
        ServerProcess.start(Files.createDirectory(data.resolve("at")), "--users", "" + users)) {
      Command.Result session =
          Command.of("node", script.toString(), "" + server.webSocket(), token.out().strip()).run();
      assertEquals(0, session.exitCode(), session.out() + session.err());
      assertEquals("refused\nfeed", session.out().strip());
      assertEquals(0, server.stop(), server.output());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
