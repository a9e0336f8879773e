package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.openqa.selenium.WebDriverException;

/** The console in a browser, used as a person does: by what stands at the fields and buttons. */
final class ConsolePage {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final int WIDE = 1280;
  private static final int WIDE_HEIGHT = 860;
  private static final int PHONE = 390;
  private static final int PHONE_HEIGHT = 844;

  private final Browser browser;

  ConsolePage(Browser browser) {
    this.browser = browser;
    wide();
  }

  /** Loads the page, and waits until it is connected. */
  ConsolePage open(ServerProcess server) {
    browser.go(server.http("/console").toString());
    awaitConnected();
    return this;
  }

  void awaitConnected() {
    await("READY live", "return $('#state')?.innerText + ' ' + $('#link')?.innerText");
  }

  /** Goes to a pane by its link, like {@code Live updates}. */
  ConsolePage pane(String title) {
    run("all('#rail a').find(each => each.innerText === args[0]).click()", title);
    await(title, "return shown().querySelector('h1')?.innerText");
    return this;
  }

  /** Types into the field with this label, in place of what stands there. */
  ConsolePage fill(String label, String text) {
    await(true, "return field(args[0]) !== undefined", label);
    run(
        "const input = field(args[0]); input.value = args[1];"
            + " input.dispatchEvent(new Event('input', {bubbles: true}));",
        label,
        text);
    return this;
  }

  /** Chooses from the list with this label. */
  ConsolePage choose(String label, String value) {
    await(true, "return field(args[0]) !== undefined", label);
    run(
        "const select = field(args[0]); select.value = args[1];"
            + " if (select.value !== args[1]) throw new Error('no choice ' + args[1]);"
            + " select.dispatchEvent(new Event('change', {bubbles: true}));",
        label,
        value);
    return this;
  }

  /** Clicks the first button that shows this text. */
  ConsolePage click(String button) {
    await(true, "return button(args[0]) !== undefined", button);
    run("button(args[0]).click()", button);
    return this;
  }

  /** What the pane shows, as a person reads it. */
  String text() {
    return (String) run("return shown().innerText");
  }

  /** Waits until the pane shows this. */
  void awaitText(String part) {
    await(true, "return shown().innerText.includes(args[0])", () -> text(), part);
  }

  /** Waits until a script comes to this value. */
  void await(Object expected, String script, Object... arguments) {
    await(
        expected,
        script,
        () -> valueOrNull(script, arguments) + "\n" + text() + "\n" + browser.complaints(),
        arguments);
  }

  private void await(Object expected, String script, Supplier<String> seen, Object... args) {
    Instant deadline = Instant.now().plus(TIMEOUT);
    while (!expected.equals(valueOrNull(script, args))) {
      if (Instant.now().isAfter(deadline)) {
        fail(script + " " + List.of(args) + " did not come to " + expected + " but: " + seen.get());
      }
    }
  }

  private Object valueOrNull(String script, Object... arguments) {
    try {
      return run(script, arguments);
    } catch (WebDriverException e) {
      // between one page and the next there is none
      return null;
    }
  }

  /** Runs a script with {@code $}, {@code all}, {@code shown}, {@code field}, {@code button}. */
  Object run(String script, Object... arguments) {
    return browser.run(
        """
        const args = [...arguments];
        const $ = (selector) => document.querySelector(selector);
        const all = (selector, within = document) => [...within.querySelectorAll(selector)];
        const shown = () => $('main > section:not([hidden])');
        const named = (label) => label.querySelector('bdi')?.innerText ?? label.innerText.trim();
        const field = (label) => {
          const found = all('label', shown()).find((each) => named(each) === label);
          return (found && document.getElementById(found.htmlFor)) ?? undefined;
        };
        const button = (text) => all('button', document).find(
          (each) => each.innerText.trim() === text && each.offsetParent !== null && !each.disabled);
        """
            + script,
        arguments);
  }

  void wide() {
    browser.size(WIDE, WIDE_HEIGHT);
  }

  void phone() {
    browser.size(PHONE, PHONE_HEIGHT);
  }

  /** What is seen now in the light and the dark and on a phone, as files of the test run. */
  void screenshots(String name) {
    Path directory = Built.workDirectory().resolveSibling("console");
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme).screenshot(directory.resolve(name + "-" + scheme + ".png"));
    }
    browser.scheme("light");
    phone();
    browser.screenshot(directory.resolve(name + "-phone.png"));
    wide();
  }
}
