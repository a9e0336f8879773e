package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

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

    Object before = console.run("return all('.sent > li').length");
    console.click("Send again");
    console.await((Long) before + 1, "return all('.sent > li').length");
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

  @Test
  void asksAQueryAndShowsTheAnswerAsTableAndAsJsonWithItsBasis() {
    String account = UUID.randomUUID().toString();
    send("open-account", "{account: args[1], owner: args[2]}", account, HOSTILE);
    send("deposit", "{account: args[1], amount: '9007199254740993'}", account);
    console.pane("Queries");
    console.run("if ($('#compare').checked) $('#compare').click()");
    choose("as-of", "now");
    console.choose("Query", "get-balance").fill("account", account).click("Ask");
    console.await(
        List.of("account", "owner", "balance"),
        "return all('main > section:not([hidden]) thead th').map((each) => each.innerText)");
    console.awaitText("9007199254740993");
    assertTrue(((String) console.run("return $('[data-basis]').innerText")).matches("[0-9,]+"));
    console.click("As JSON");
    console.awaitText("\"balance\": 9007199254740993");
    console.screenshots("queries");
    console.click("As JSON");

    console.choose("Query", "statement").fill("account", account).fill("limit", "none");
    console.click("Ask");
    console.awaitText("must be an integer, was \"none\"");
    console.fill("limit", "");
  }

  @Test
  void movesAQueryThroughThePastAndShowsWhatTwoMomentsDifferIn() {
    String account = UUID.randomUUID().toString();
    send("open-account", "{account: args[1], owner: 'Ada'}", account);
    send("deposit", "{account: args[1], amount: 70}", account);
    long after = newestSequence();
    send("withdraw", "{account: args[1], amount: 25}", account);
    console.pane("Queries");
    console.run("if ($('#compare').checked) $('#compare').click()");
    choose("as-of", "now");
    console.choose("Query", "get-balance").fill("account", account).click("Ask");
    console.await("45", "return $('main > section:not([hidden]) td.number').innerText");

    choose("as-of", "sequence");
    slide("as-of", after);
    console.await("70", "return $('main > section:not([hidden]) td.number').innerText");
    assertEquals(
        Long.toString(after),
        ((String) console.run("return $('[data-basis]').innerText")).replace(",", ""));

    console.run("$('#compare').click()");
    choose("other", "now");
    console.await(
        List.of("≠", "balance", "45", "70"),
        "return all('.difference tr.changed > *').map((each) =>"
            + " (each.querySelector('[aria-hidden]') ?? each).innerText)");
    console.awaitText("1 of 3 places differ.");
    choose("as-of", "time");
    console.awaitText("No difference.");
    slide(
        "as-of",
        (Long)
            console.run(
                "return Number($('input[name=as-of]').closest('fieldset')"
                    + ".querySelector('[type=range]').min)"));
    console.awaitText("4 of 4 places differ.");
    console.screenshots("difference");
    console.run("$('#compare').click()");
    choose("as-of", "now");
  }

  /** Chooses a moment's kind: now, sequence or time. */
  private static void choose(String moment, String kind) {
    console.await(
        true, "return $(`input[name=${args[0]}][value=${args[1]}]`) !== null", moment, kind);
    console.run("$(`input[name=${args[0]}][value=${args[1]}]`).click()", moment, kind);
    console.await(
        true, "return args[1] === 'now' || $(`#${args[0]}-${args[1]}`) !== null", moment, kind);
  }

  /** Moves a slider, as soon as it goes as far. */
  private static void slide(String moment, long to) {
    console.await(
        true,
        "const slider = $(`input[name=${args[0]}]`).closest('fieldset')"
            + ".querySelector('[type=range]'); return Number(slider.max) >= args[1]",
        moment,
        to);
    console.run(
        "const slider = $(`input[name=${args[0]}]`).closest('fieldset')"
            + ".querySelector('[type=range]'); slider.value = args[1];"
            + " slider.dispatchEvent(new Event('input', {bubbles: true}));",
        moment,
        to);
  }

  private static long newestSequence() {
    return (Long) browser.await("return (await (await fetch('/ready')).json()).sequence");
  }

  @Test
  void tellsTheHistoryOfAnAggregateWithWhatEachEventChanged() {
    String account = UUID.randomUUID().toString();
    send("open-account", "{account: args[1], owner: args[2]}", account, HOSTILE);
    send("deposit", "{account: args[1], amount: 70}", account);
    console.pane("History").choose("Aggregate", "bank").fill("Key", account).click("Show");
    console.await(
        List.of("account-opened", "deposited"),
        "return all('.timeline h2').map((each) => each.innerText)");
    assertEquals(
        List.of("balance", "0", "70"),
        console.run(
            "return all('.place, del, ins', all('.timeline li > .card')[1].querySelector('.changed'))"
                + ".map((each) => each.innerText)"));
    console.run("$('.timeline details').open = true");
    console.awaitText("State after it");
    console.screenshots("history");
    console.fill("Key", "nobody at all").click("Show");
    console.awaitText("Nothing has happened to");
  }

  @Test
  void showsTheServersFiguresAndTakesASnapshot() {
    console.pane("Operations");
    assertTrue(console.text().contains("Recovered, and accepting commands."), console::text);
    for (String tile : List.of("Projection lag", "Journal", "Connections", "Force 99 %", "Ring")) {
      console.await(
          true,
          "return all('.tile').some((each) => each.querySelector('dt').innerText === args[0]"
              + " && /[0-9]|–/.test(each.querySelector('.figure').innerText))",
          tile);
    }
    // a percentile is of the commands since the look before
    console.await(
        true,
        "fetch('/commands', {method: 'POST', headers: {'content-type': 'application/json'},"
            + " body: JSON.stringify({name: 'visit-page', data: {url: '/figures'}})});"
            + " return all('.tile').some((each) => /^Latency/.test(each.innerText)"
            + " && /[0-9.]+ (µs|ms|s), [0-9.]+ (µs|ms|s)/.test(each.innerText))");
    console.click("Take one now");
    console.awaitText("Taken at sequence");
    assertEquals(
        List.of("decide", "journal", "project", "reply"),
        console.run(
            "return all('main > section:not([hidden]) figure ~ section tbody th')"
                + ".map((each) => each.innerText).sort()"));
    console.screenshots("operations");
  }

  @Test
  void putsTheServerUnderABoundedLoadAndShowsThePercentiles() {
    console.pane("Load").fill("Commands", "1000000").click("Start");
    console.awaitText("1 to 20,000 commands");
    console.choose("Command", "open-account");
    console.fill("account", "load-" + UUID.randomUUID() + "-{n}").fill("owner", "{n}");
    console.fill("Commands", "300").fill("A second", "600").click("Start");
    console.await("300", "return $('#load-answered').innerText");
    console.await("0, 0", "return $('#load-failed').innerText");
    console.await(true, "return button('Start') !== undefined");
    assertTrue(console.text().matches("(?s).*longest [0-9.]+ m?s.*"), console::text);
    console.screenshots("load");
  }

  /** Ten thousand and more, as fast as one connection can send them. */
  @Test
  void aFloodOfUpdatesIsSampledAndEachIsCounted() {
    int frames = 15;
    int commandsOfAFrame = 1_000;
    console.pane("Live updates").choose("Event", "page-view");
    console.await("0", "return $('#update-counts .number').innerText");
    // begins with what is new: the stream is there when this is seen
    send("visit-page", "{url: '/first'}");
    console.await("1", "return $('#update-counts .number').innerText");
    try (Client client = Client.connect(URI.create(server.webSocket() + "?updates=none"))) {
      String id = UUID.randomUUID().toString();
      for (int frame = 0; frame < frames; frame++) {
        List<Object> batch = new ArrayList<>();
        for (int i = 0; i < commandsOfAFrame; i++) {
          Object body = Map.of("name", "visit-page", "data", Map.of("url", "/flood/" + i));
          batch.add(List.of("cmd", id, frame * commandsOfAFrame + i, body));
        }
        client.send(batch);
        // what is not answered yet stays far below what the ring takes
        for (int i = 0; i < commandsOfAFrame; i++) {
          assertEquals("cmd-ack", client.receive().get(0).asText());
        }
      }
      console.await("15,001", "return $('#update-counts .number').innerText");
    }
    assertTrue(console.text().contains("sampled"), console::text);
    console.await(true, "return all('.events tbody tr').length === 60");
    console.click("Pause");
    console.awaitText("paused");
    console.click("Go on");
  }

  @Test
  void everythingIsReachedByKeyboard() {
    console.pane("Commands").choose("Command", "create-todo");
    String id = UUID.randomUUID().toString();
    console.fill("id", id);
    console.run("document.activeElement.blur(); $('.skip').focus()");
    browser.press(Keys.ENTER);
    console.await("pane", "return document.activeElement.id");
    browser.press(Keys.TAB);
    console.await("command", "return document.activeElement.id");
    browser.press(Keys.TAB, Keys.TAB);
    browser.press("by keyboard");
    browser.press(Keys.ENTER);
    console.await("todo-created", "return $('.sent .updates bdi')?.innerText");
    console.awaitText("by keyboard");
    console.run("all('#rail a')[1].focus()");
    browser.press(Keys.ENTER);
    console.await("Live updates", "return shown().querySelector('h1')?.innerText");
    send("create-todo", "{id: args[1], text: 'x'}", UUID.randomUUID().toString());
    console.await(true, "const row = $('.events .opener'); row?.focus(); return row !== null");
    browser.press(Keys.ENTER);
    console.await("update-detail", "return document.activeElement.id");
  }

  /** Rules of axe-core for WCAG A and AA and good practice, as its authors weigh them. */
  @Test
  void axeFindsNothingSeriousInAnyPaneInTheLightOrTheDarkNorDoesAPhoneScrollSideways()
      throws IOException {
    browser.run(AxeCore.script());
    for (String pane :
        List.of("Commands", "Live updates", "Queries", "History", "Operations", "Load")) {
      console.pane(pane);
      for (String scheme : List.of("light", "dark")) {
        browser.scheme(scheme);
        assertEquals(List.of(), AxeCore.findings(browser), pane + ", " + scheme);
      }
      console.phone();
      // charts follow a change of width a moment later
      console.await(true, "return document.documentElement.scrollWidth <= window.innerWidth");
      console.wide();
    }
    browser.scheme("light");
  }

  /**
   * A command by another way than the page's own connection; the data is an expression. Returns
   * when queries reflect it.
   */
  private static void send(String command, String data, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = command;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    browser.await(
        "const answer = await fetch('/commands?sync=true', {method: 'POST', headers:"
            + " {'content-type': 'application/json'}, body: JSON.stringify({name: args[0], data: "
            + data
            + "})}); if (!answer.ok) throw new Error(await answer.text());"
            + "const {seq} = await answer.json();"
            + "await fetch(`/query?name=total&min-seq=${seq}`);",
        all);
  }
}
