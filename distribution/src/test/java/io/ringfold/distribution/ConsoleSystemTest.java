package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each pane of the console in a Chromium, on a server where access is open. */
class ConsoleSystemTest {

  /** What would be seen to have run, and what would be seen to have been loaded. */
  private static final String HOSTILE =
      "<img src=x onerror=\"window.ran=1\"><script>window.ran=2</script>"
          + "\u202Eevil\u202C مرحبا ${window.ran=3}";

  @TempDir static Path directory;

  private static ServerProcess server;
  private static Browser browser;
  private static ConsolePage console;

  @BeforeAll
  static void start() {
    server = ServerProcess.start(directory);
    browser = Browser.open();
    console = new ConsolePage(browser).open(server);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void nothingIsComplainedOf() {
    console.wide();
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void sendsACommandAndShowsAnswerUpdatesAndThatAResendIsADuplicate() {
    String account = UUID.randomUUID().toString();
    console.pane("Commands").choose("Command", "open-account");
    console.fill("account", account).fill("owner", "Ada").click("Send");
    console.await("accepted", "return $('.sent li .pill').innerText");
    console.await("account-opened", "return $('.sent .updates bdi')?.innerText");
    String sequence = (String) console.run("return $('.sent li .number').innerText");

    console.click("Send again");
    console.await(2L, "return all('.sent > li').length");
    console.await(
        List.of("accepted", "duplicate"),
        "return all('.pill', $('.sent > li')).map((each) => each.innerText)");
    assertEquals(sequence, console.run("return $('.sent li .number').innerText"));
    assertTrue(
        ((String) console.run("return $('.sent li .end').innerText")).matches("[0-9.]+ (ms|s)"));

    console.choose("Command", "withdraw");
    console.fill("account", account).fill("amount", "9223372036854775807").click("Send");
    console.awaitText("insufficient-funds");
    assertEquals("rejected", console.run("return $('.sent li .pill').innerText"));
    console.screenshots("commands");
  }

  @Test
  void showsTheServersMessagesAtTheFieldsThatAreWrong() {
    console.pane("Commands").choose("Command", "deposit");
    console.fill("account", "nobody").fill("amount", "many").click("Send");
    console.await(
        "must be an integer, was \"many\"",
        "return document.getElementById(field('amount').getAttribute('aria-describedby')).innerText");
    assertEquals(
        List.of("true", "false", true),
        console.run(
            "return [field('amount').ariaInvalid, field('account').ariaInvalid,"
                + " document.activeElement === field('amount')]"));
  }

  @Test
  void followsWhatHappensAndTellsOfAnEventWhereItCameFrom() {
    console.pane("Live updates").choose("Event", "todo-created");
    String id = UUID.randomUUID().toString();
    send("create-todo", "{id: args[1], text: 'from elsewhere'}", id);
    send("visit-page", "{url: '/not/asked/for'}");
    console.await(1L, "return all('.events tbody tr').length");
    console.awaitText(id);
    console.run("$('.events .opener').click()");
    console.awaitText("Caused by");
    console.awaitText("create-todo");
    assertTrue(console.text().contains("none: access was open"), console.text());

    console.click("Pause");
    send("create-todo", "{id: args[1], text: 'while paused'}", UUID.randomUUID().toString());
    console.awaitText("1 since then");
    assertEquals(1L, console.run("return all('.events tbody tr').length"));
    console.click("Go on");
    console.await(2L, "return all('.events tbody tr').length");
    console.screenshots("updates");
    console.fill("Key or value", id);
    console.awaitText("Nothing has happened");
    console.fill("Key or value", "");
  }

  @Test
  void whatAnEventHoldsIsTextWhateverItLooksLike() {
    console.pane("Live updates").choose("Event", "page-view");
    send("visit-page", "{url: args[1]}", HOSTILE);
    send("visit-page", "{url: args[1]}", "x".repeat(8_000));
    console.awaitText("onerror");
    console.awaitText("(8,0");
    console.run("all('.events .opener').at(-1).click()");
    console.awaitText("Caused by");
    assertEquals(0L, console.run("return all('main img, main script').length"));
    assertEquals(
        List.of(),
        browser.run(
            "return performance.getEntriesByType('resource').map((each) => each.name)"
                + ".filter((each) => !each.startsWith(location.origin))"));
    assertEquals(null, browser.run("return window.ran ?? null"));
  }

  /** A command by another way than the page's own connection; the data is an expression. */
  private static void send(String command, String data, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = command;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    browser.await(
        "const answer = await fetch('/commands?sync=true', {method: 'POST', headers:"
            + " {'content-type': 'application/json'}, body: JSON.stringify({name: args[0], data: "
            + data
            + "})}); if (!answer.ok) throw new Error(await answer.text());",
        all);
  }
}
