package io.ringfold.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildrenTest {

  /** Starts a process that would run for an hour, says which, and waits for its own end. */
  static final class Parent {
    public static void main(String[] args) throws IOException, InterruptedException {
      Process child = Children.endWithThisJvm(new ProcessBuilder("sleep", "3600").start());
      System.out.println(child.pid());
      child.waitFor();
    }
  }

  @Test
  void aProcessEndsWithTheOneThatStartedIt() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertTrue(child.isAlive());

      parent.destroy();

      assertTrue(parent.waitFor(60, TimeUnit.SECONDS));
      assertEquals(child, child.onExit().get(60, TimeUnit.SECONDS));
    } finally {
      parent.destroyForcibly();
    }
  }
}
