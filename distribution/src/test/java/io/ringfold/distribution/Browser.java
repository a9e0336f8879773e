package io.ringfold.distribution;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * A headless Chromium, Debian's, without a window and without calls to anywhere but what a page
 * asks for. Closing it ends it.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration SCRIPT_TIMEOUT = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser open() {
    for (Path each : List.of(CHROMIUM, DRIVER)) {
      if (!each.toFile().canExecute()) {
        throw new AssertionError(
            each + " is missing: install Debian's packages chromium and chromium-driver");
      }
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        // tests run as root in a container, where Chromium's own sandbox cannot
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        // whatever is not on this machine is not there
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost");
    options.setAcceptInsecureCerts(true);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER.toString()))
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(SCRIPT_TIMEOUT);
    return new Browser(driver);
  }

  Browser go(String url) {
    driver.get(url);
    return this;
  }

  /** Of this width and height in pixels, like those of a phone. */
  Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** As of somebody who prefers {@code dark} or {@code light}. */
  Browser scheme(String preferred) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", preferred))));
    return this;
  }

  /** Writes what is seen now as a PNG file. */
  void screenshot(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Presses keys, as a person without a mouse does, wherever the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** What the browser complained of since the last call: failed scripts, refused contents. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  /** What stands on the page, as a person reads it. */
  String text() {
    return (String) run("return document.body.innerText");
  }

  /** Returns when the page, or the one that it leads to, shows this text. */
  void awaitText(String part) {
    Instant deadline = Instant.now().plus(SCRIPT_TIMEOUT);
    while (!isShown(part)) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("the page does not show \"" + part + "\" but:\n" + text());
      }
    }
  }

  private boolean isShown(String part) {
    try {
      return text().contains(part);
    } catch (WebDriverException e) {
      // between one page and the next there is none
      return false;
    }
  }

  /** Runs a script in the page, and returns what it returns. */
  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /**
   * Runs the body of an async function in the page; what it throws fails the test.
   *
   * @param body may use {@code args}
   */
  Object await(String body, Object... arguments) {
    Object result =
        ((JavascriptExecutor) driver)
            .executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                    + "const args = [...arguments].slice(0, -1);"
                    + "(async () => {"
                    + body
                    + "})().then(value => done({value}), e => done({failed: String(e?.stack ?? e)}));",
                arguments);
    Map<?, ?> outcome = (Map<?, ?>) result;
    if (outcome.containsKey("failed")) {
      throw new AssertionError("in the page: " + outcome.get("failed"));
    }
    return outcome.get("value");
  }

  /** The session cookies of the page's site, by name. */
  Set<Cookie> cookies() {
    return driver.manage().getCookies();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
