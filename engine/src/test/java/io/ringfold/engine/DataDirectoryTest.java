package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temp;

  @Test
  void isMadeWhereItIsMissingAndOpenedAgainWhereItIsThere() {
    Path data = temp.resolve("deep/data");
    DataDirectory.lock(data).close();
    DataDirectory.lock(data).close();

    DataDirectory.require(data);
    assertTrue(Files.isDirectory(DataDirectory.journal(data)));
  }

  @Test
  void isLockedOnceAtATime() {
    try (DataDirectory held = DataDirectory.lock(temp)) {
      EngineException refused =
          assertThrows(EngineException.class, () -> DataDirectory.lock(held.root()));
      assertTrue(
          refused.getMessage().contains("process " + ProcessHandle.current().pid()),
          refused.getMessage());
    }
    DataDirectory.lock(temp).close();
  }

  @Test
  void refusesADirectoryOfSomethingElseAndLeavesItAlone() throws Exception {
    Files.writeString(temp.resolve("thesis.tex"), "precious");

    EngineException refused = assertThrows(EngineException.class, () -> DataDirectory.lock(temp));

    assertTrue(refused.getMessage().contains("thesis.tex"), refused.getMessage());
    assertFalse(Files.exists(temp.resolve("ringfold")));
    assertFalse(Files.exists(temp.resolve("lock")));
    assertThrows(EngineException.class, () -> DataDirectory.require(temp));
  }

  @Test
  void refusesAnotherFormat() throws Exception {
    DataDirectory.lock(temp).close();
    Files.writeString(temp.resolve("ringfold"), "ringfold data directory, format 2\n");

    EngineException refused = assertThrows(EngineException.class, () -> DataDirectory.lock(temp));

    assertTrue(refused.getMessage().contains("format 2"), refused.getMessage());
  }

  @Test
  void refusesAPathBelowAFile() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");

    EngineException refused =
        assertThrows(EngineException.class, () -> DataDirectory.lock(file.resolve("data")));

    assertTrue(refused.getMessage().contains("cannot be used"), refused.getMessage());
    assertEquals("", Files.readString(file));
  }
}
