package io.ringfold.engine.counters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.EngineException;
import io.ringfold.engine.counters.CountersView.Counter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersFileTest {

  @TempDir Path directory;
  private final AtomicLong nowMicros = new AtomicLong(1_000);

  private Path file() {
    return directory.resolve("counters");
  }

  private CountersFile create() throws IOException {
    return CountersFile.create(file(), nowMicros::get);
  }

  @Test
  void countsAreSeenWhenTheyArePublished() throws IOException {
    AtomicLong commands = new AtomicLong(7);
    CountersFile counters = create();
    try (CountersView view = CountersView.open(file())) {
      counters.addCount("commands", commands::get);
      counters.addGauge("bytes", () -> -1);
      assertEquals(
          List.of(new Counter("commands", true, 0), new Counter("bytes", false, 0)),
          view.counters());
      nowMicros.set(2_000);
      counters.publish();
      assertEquals(
          List.of(new Counter("commands", true, 7), new Counter("bytes", false, -1)),
          view.counters());
      commands.set(8);
      assertEquals(7, view.counters().get(0).value());

      assertEquals(ProcessHandle.current().pid(), view.pid());
      assertEquals(1_000, view.startedMicros());
      assertEquals(2_000, view.publishedMicros());
      assertEquals(0, view.stoppedMicros());
      nowMicros.set(3_000);
      counters.close();
      counters.publish();
      assertEquals(8, view.counters().get(0).value());
      assertEquals(3_000, view.publishedMicros());
      assertEquals(3_000, view.stoppedMicros());
    }
  }

  @Test
  void aNewServerMakesANewFileAndTheOldOneStaysToWhoeverLooksAtIt() throws IOException {
    try (CountersFile first = create();
        CountersView old = CountersView.open(file())) {
      first.addCount("one", () -> 1);
      first.publish();
      nowMicros.set(5_000);
      try (CountersFile second = create();
          CountersView view = CountersView.open(file())) {
        second.addCount("two", () -> 2);
        second.publish();
        first.publish();
        assertEquals(List.of(new Counter("two", true, 2)), view.counters());
        assertEquals(5_000, view.startedMicros());
        assertEquals(List.of(new Counter("one", true, 1)), old.counters());
        assertEquals(1_000, old.startedMicros());
      }
    }
    assertEquals(List.of(file()), files());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void theFileIsLaidOutAsInThePicture() throws IOException {
    create().close();
    byte[] bytes = Files.readAllBytes(file());
    assertEquals(128 + 128 * 512 + 128 * 128, bytes.length);
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    assertEquals("RINGSTAT", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
    assertEquals(1, head.getInt(8));
    assertEquals(128, head.getInt(12));
    assertEquals(ProcessHandle.current().pid(), head.getLong(16));
    assertEquals(1_000, head.getLong(24));
    assertEquals(1_000, head.getLong(32));
    assertEquals(1_000, head.getLong(40));
  }

  @Test
  void theFileHoldsItsPlaceOnTheDisk() throws IOException {
    create().close();
    // a sparse file would be as long, and take next to nothing
    Process du = new ProcessBuilder("du", "--block-size=1", file().toString()).start();
    String taken = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertTrue(Long.parseLong(taken.split("\\s")[0]) >= Files.size(file()), taken);
  }

  @Test
  void whatIsNoFileOfCountersIsRefused() throws IOException {
    assertRefused("there are no counters in " + directory);
    Files.writeString(file(), "short");
    assertRefused("is no file of counters: it has 5 bytes");
    Files.write(file(), new byte[200]);
    assertRefused("is no file of counters: it does not begin as one");
    create().close();
    byte[] bytes = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused("is no file of counters: it has " + (bytes.length - 1) + " bytes for 128");
    bytes[8] = bytes[11] = 2;
    Files.write(file(), bytes);
    assertRefused("this program reads version 1: use the program of the server");
  }

  private void assertRefused(String part) {
    EngineException thrown = assertThrows(EngineException.class, () -> CountersView.open(file()));
    assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
  }

  @Test
  void whereItCannotBeMadeNothingIsLeftOfIt() throws IOException {
    Files.createDirectories(file().resolve("in-the-way"));
    assertThrows(IOException.class, this::create);
    assertEquals(List.of(file()), files());
    Path gone = directory.resolve("gone/counters");
    assertThrows(IOException.class, () -> CountersFile.create(gone, nowMicros::get));
    assertFalse(Files.exists(gone.getParent()));
  }
}
