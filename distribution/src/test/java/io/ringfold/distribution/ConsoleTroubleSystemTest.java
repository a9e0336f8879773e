package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console where the server is gone, silent, full or not for everybody; never reloaded. */
class ConsoleTroubleSystemTest {
  private static final String STATE = "return $('#state')?.innerText";
  private static final String PASSWORD = "correct horse battery";

  /** More than any disk has free. */
  private static final String BEYOND_ANY_DISK = "1000000000000000";

  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = Browser.open();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void goesOnByItselfAfterAKillAndOnAFullDisk(@TempDir Path data) {
    ServerProcess first = ServerProcess.start(data);
    int port = first.port();
    ConsolePage console = new ConsolePage(browser);
    try {
      console.open(first);
      browser.run("window.loaded = 'once'");
      console.pane("Live updates").pane("Commands").choose("Command", "visit-page");
      console.fill("url", "/before").click("Send");
      console.await("accepted", "return $('.sent li .pill').innerText");
      first.kill();
      console.await("UNREACHABLE", STATE);
      console.screenshots("unreachable");

      console.fill("url", "/while/gone").click("Send");
      console.awaitText("waiting for the answer");
    } finally {
      first.close();
    }
    try (ServerProcess second = ServerProcess.startOnPort(port, data)) {
      console.awaitConnected();
      console.await("accepted", "return $('.sent li .pill').innerText");
      console.pane("Live updates");
      console.await(
          List.of("/while/gone", "/before"),
          "return all('.events tbody td:last-child')"
              + ".map((each) => each.innerText.match(/\\/[a-z/]+/)[0])");
      second.kill();
    }
    try (ServerProcess full =
        ServerProcess.startOnPort(port, data, "--min-free-bytes", BEYOND_ANY_DISK)) {
      console.await("FULL", STATE);
      console.pane("Commands").fill("url", "/refused").click("Send");
      console.awaitText("unavailable");
      assertTrue(((String) console.run("return $('.why').innerText")).contains("min-free-bytes"));
      console.pane("Queries").choose("Query", "list-page-views").click("Ask");
      console.awaitText("/while/gone");
      console.screenshots("full");
      full.kill();
    }
    assertEquals("once", browser.run("return window.loaded"), "it was reloaded");
  }

  /** What /ready may say besides is put into its mouth: a page that is answered so shows it. */
  @Test
  void showsASilenceHowFarARecoveryIsAndWhyAServerFailed(@TempDir Path data) {
    ConsolePage console = new ConsolePage(browser);
    try (ServerProcess server = ServerProcess.start(data)) {
      console.open(server).pane("Operations");
      console.awaitText("Projection lag");
      server.pause();
      console.await("UNREACHABLE", STATE);
      assertTrue(console.text().contains("Projection lag"), "what was known stays");
      server.resume();
      console.awaitConnected();
      browser.run(
          """
          const real = window.fetch;
          window.fetch = (path, options) => path === '/ready'
            ? Promise.resolve(new Response(JSON.stringify(window.ready), {status: 503}))
            : real(path, options);
          window.ready = {status: 'recovering', sequence: 430, target: 1000};
          """);
      console.await("RECOVERING 43 %", STATE);
      assertEquals(0.43, console.run("return $('main progress').position"));
      console.screenshots("recovering");
      browser.run(
          "window.ready = {status: 'failed', sequence: 7, target: 7, reason: '<b>disk</b> gone'}");
      console.await("FAILED", STATE);
      console.awaitText("<b>disk</b> gone");
    }
  }

  @Test
  void offersWhatTheRoleMayDoAndNoMoreAndAsksForAPasswordWhenTheSessionEnds(@TempDir Path data)
      throws IOException {
    Path users = data.resolve("users.json");
    addUser(users, "ada --role teller");
    addUser(users, "eve");
    Path directory = Files.createDirectory(data.resolve("at"));
    ConsolePage console = new ConsolePage(browser);
    int port;
    try (ServerProcess server = ServerProcess.start(directory, "--users", users.toString())) {
      port = server.port();
      browser.go(server.http("/console").toString());
      console.await("Sign in", "return shown().querySelector('h1').innerText");
      console.screenshots("signin");
      signIn(console, "eve", "wrong");
      console.awaitText("Wrong name or password.");
      signIn(console, "eve", PASSWORD);
      console.awaitConnected();
      assertEquals("eve", console.run("return $('#user').innerText"));
      assertFalse(offered(console).contains("deposit"), "eve has no role");
      assertTrue(offered(console).contains("visit-page"), "every user may");
      console.pane("Operations");
      console.awaitText("Projection lag");
      assertFalse(console.text().contains("Take one now"), "snapshots are for admins");
      console.pane("Live updates");
      console.choose("Aggregate", "bank");
      console.awaitText("Only the events of your own commands");
      console.click("Sign out");
      console.await("Sign in", "return shown().querySelector('h1').innerText");

      signIn(console, "ada", PASSWORD);
      console.awaitConnected();
      console.pane("Commands");
      assertTrue(offered(console).contains("deposit"), "ada is a teller");
      assertFalse(offered(console).contains("register-user"), "which takes another role");
      console.choose("Command", "open-account").fill("account", "a-" + UUID.randomUUID());
      console.fill("owner", "Ada").click("Send");
      console.await("account-opened", "return $('.sent .updates bdi')?.innerText");
      console.fill("owner", "typed before the session ended");
      server.kill();
    }
    try (ServerProcess again =
        ServerProcess.startOnPort(port, directory, "--users", users.toString())) {
      console.await("Sign in", "return shown().querySelector('h1')?.innerText");
      signIn(console, "ada", PASSWORD);
      console.awaitConnected();
      console.await("typed before the session ended", "return field('owner').value");
      console.click("Send");
      console.await("rejected", "return $('.sent li .pill').innerText");
      assertEquals(0, again.stop(), again.output());
    }
  }

  private static void signIn(ConsolePage console, String user, String password) {
    console.fill("Name", user).fill("Password", password).click("Sign in");
  }

  private static List<?> offered(ConsolePage console) {
    return (List<?>) console.run("return all('#command option').map((each) => each.value)");
  }

  private static void addUser(Path users, String arguments) {
    Command.Result added =
        Command.of(
                "bash",
                "-c",
                "echo '%s' | %s user add %s --users %s"
                    .formatted(PASSWORD, Built.launcher(), arguments, users))
            .run();
    assertEquals(0, added.exitCode(), added.err());
  }
}
