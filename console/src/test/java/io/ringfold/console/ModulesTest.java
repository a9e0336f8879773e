package io.ringfold.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The modules that only compute, under Node; what they draw is tested in a browser. */
class ModulesTest {
  private static final Path MODULE = Path.of(System.getProperty("ringfold.root"), "console");

  @Test
  void whatTheyComputeIsRight() throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder(
                "node",
                "--test",
                "src/test/javascript/difference.test.js",
                "src/test/javascript/figures.test.js")
            .directory(MODULE.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(node.waitFor(60, TimeUnit.SECONDS), output);
    assertEquals(0, node.exitValue(), output);
    assertTrue(output.contains("fail 0"), output);
  }
}
