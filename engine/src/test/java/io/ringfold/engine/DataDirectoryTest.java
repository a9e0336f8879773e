package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temp;

  @Test
  void isMadeWhereItIsMissingAndOpenedAgainWhereItIsThere() {
    Path data = temp.resolve("deep/data");
    DataDirectory.lock(data, Disk.REAL).close();
    DataDirectory.lock(data, Disk.REAL).close();

    DataDirectory.require(data);
    assertTrue(Files.isDirectory(DataDirectory.journal(data)));
  }

  @Test
  void isLockedOnceAtATime() {
    try (DataDirectory held = DataDirectory.lock(temp, Disk.REAL)) {
      EngineException refused =
          assertThrows(EngineException.class, () -> DataDirectory.lock(held.root(), Disk.REAL));
      assertTrue(
          refused.getMessage().contains("process " + ProcessHandle.current().pid()),
          refused.getMessage());
    }
    DataDirectory.lock(temp, Disk.REAL).close();
  }

  @Test
  void refusesADirectoryOfSomethingElseAndLeavesItAlone() throws Exception {
    Files.writeString(temp.resolve("thesis.tex"), "precious");

    EngineException refused =
        assertThrows(EngineException.class, () -> DataDirectory.lock(temp, Disk.REAL));

    assertTrue(refused.getMessage().contains("thesis.tex"), refused.getMessage());
    assertFalse(Files.exists(temp.resolve("ringfold")));
    assertFalse(Files.exists(temp.resolve("lock")));
    assertThrows(EngineException.class, () -> DataDirectory.require(temp));
  }

  @Test
  void refusesAnotherFormat() throws Exception {
    DataDirectory.lock(temp, Disk.REAL).close();
    Files.writeString(temp.resolve("ringfold"), "ringfold data directory, format 2\n");

    EngineException refused =
        assertThrows(EngineException.class, () -> DataDirectory.lock(temp, Disk.REAL));

    assertTrue(refused.getMessage().contains("format 2"), refused.getMessage());
  }

  @Test
  void isMadeAgainWhereACrashLeftAnUnfinishedMarker() throws Exception {
    Files.write(temp.resolve("ringfold.unfinished"), new byte[20]);
    Files.createFile(temp.resolve("lock"));

    DataDirectory.lock(temp, Disk.REAL).close();

    DataDirectory.require(temp);
  }

  @Test
  void hasItsMarkerOnDiskBeforeAnythingElse() throws Exception {
    List<String> forced = new ArrayList<>();
    Disk disk =
        new Disk() {
          @Override
          public void force(Path file, FileChannel channel, boolean metaData) {
            forced.add(file.getFileName() + " " + Files.exists(DataDirectory.journal(temp)));
          }

          @Override
          public LongSupplier usableBytes(Path directory) {
            return REAL.usableBytes(directory);
          }

          @Override
          public int segmentBlockBytes() {
            return REAL.segmentBlockBytes();
          }
        };

    DataDirectory.lock(temp, disk).close();

    assertEquals(
        List.of(
            "ringfold.unfinished false",
            temp.getFileName() + " false",
            temp.getFileName() + " true",
            temp.getParent().getFileName() + " true"),
        forced);
  }

  @Test
  void refusesAPathBelowAFile() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");

    EngineException refused =
        assertThrows(
            EngineException.class, () -> DataDirectory.lock(file.resolve("data"), Disk.REAL));

    assertTrue(refused.getMessage().contains("cannot be used"), refused.getMessage());
    assertEquals("", Files.readString(file));
  }
}
