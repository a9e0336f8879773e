package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Deque's checks of accessibility, out of npm's registry as {@code console/package.json} pins it.
 */
final class AxeCore {
  private AxeCore() {}

  /** The script that a page has to run once, before {@link #findings}. */
  static String script() throws IOException {
    Path directory = Files.createDirectories(Built.workDirectory().resolve("axe"));
    for (String each : List.of("package.json", "package-lock.json")) {
      Files.copy(
          Built.root().resolve("console").resolve(each),
          directory.resolve(each),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Command.Result installed = Command.of("npm", "ci", "--prefer-offline").in(directory).run();
    assertEquals(0, installed.exitCode(), installed.out() + installed.err());
    return Files.readString(directory.resolve("node_modules/axe-core/axe.min.js"));
  }

  /** What is serious or critical on the page as it is now: rule, element and what to do. */
  static Object findings(Browser browser) {
    return browser.await(
        """
        const { violations } = await axe.run(document);
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, nodes }) => nodes.map((each) => `${id} ${each.html}: ${each.failureSummary}`));
        """);
  }
}
