package io.ringfold.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DataDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is on disk where the index belongs, it comes to the same answers. */
class IndexDamageTest {
  private static final int BLOCK = 64;
  private static final int COMMANDS = 700;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @TempDir Path data;

  @Test
  void anIndexThatWasThrownAwayIsMadeAgain() throws Exception {
    prepare();
    Files.delete(file());
    assertAnswersFit(COMMANDS);
  }

  @Test
  void whateverBytesOfItChangeTheAnswersStayTheSame() throws Exception {
    System.out.println("IndexDamageTest: seed " + seed);
    prepare();
    byte[] whole = Files.readAllBytes(file());
    for (int round = 0; round < 25; round++) {
      Files.write(file(), whole);
      try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
          bytes.seek(random.nextInt(whole.length));
          bytes.write(random.nextInt(256));
        }
      }
      assertAnswersFit(COMMANDS);
    }
  }

  @Test
  void anIndexThatWasCutAnywhereIsUsedOrMadeAgain() throws Exception {
    System.out.println("IndexDamageTest: seed " + seed);
    prepare();
    byte[] whole = Files.readAllBytes(file());
    for (int round = 0; round < 15; round++) {
      Files.write(file(), java.util.Arrays.copyOf(whole, random.nextInt(whole.length)));
      assertAnswersFit(COMMANDS);
    }
  }

  @Test
  void aFileOfAnotherProgramIsReplaced() throws Exception {
    prepare();
    Files.writeString(file(), "SQLite format 3\0 and so on");
    assertAnswersFit(COMMANDS);
  }

  @Test
  void anIndexOfAnotherVersionIsReplaced() throws Exception {
    prepare();
    Files.delete(file());
    try (IndexStore store = IndexStore.open(file().getParent(), 1 << 20, "another version")) {
      assertTrue(store.blocks().isEmpty());
      OpenBlock wrong = new OpenBlock(1, BLOCK);
      wrong.add(new io.ringfold.journal.JournalPlace(1, 1, 0), 1, UUID.randomUUID());
      store.add(wrong);
    }
    assertAnswersFit(COMMANDS);
  }

  @Test
  void anIndexOfAnotherJournalIsDropped() throws Exception {
    prepare();
    byte[] other = Files.readAllBytes(file());
    delete(data);
    prepare();
    Files.write(file(), other);
    assertAnswersFit(COMMANDS);
  }

  @Test
  void ofAJournalThatWentAnotherWayOnlyTheCommonPartIsKept(@TempDir Path backup) throws Exception {
    prepare();
    copy(DataDirectory.journal(data), backup);
    try (Work work = new Work(data, random)) {
      work.send(300);
      try (Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
        indexed.await(COMMANDS + 300);
      }
    }
    // the journal of before is brought back, and other commands come
    delete(DataDirectory.journal(data));
    copy(backup, DataDirectory.journal(data));
    assertAnswersFit(COMMANDS);
    try (Work work = new Work(data, random)) {
      work.send(500);
    }
    assertAnswersFit(COMMANDS + 500);
  }

  @Test
  void whatIsDamagedWhileItIsUsedIsMadeAgain() throws Exception {
    prepare();
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
      indexed.await(COMMANDS);
      List<RecordedCommand> scan = Indexed.scan(data, COMMANDS);
      byte[] whole = Files.readAllBytes(file());
      try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
        bytes.seek(8192);
        bytes.write(new byte[whole.length - 8192]);
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      int found = 0;
      while (found < scan.size()) {
        assertTrue(System.nanoTime() < deadline, "it was not made again");
        try {
          RecordedCommand command = scan.get(found);
          RecordedCommand answer = indexed.history.command(command.uuid());
          if (answer == null) {
            indexed.await(COMMANDS); // being made
          } else {
            assertEquals(command, answer);
            found++;
          }
        } catch (IndexUnavailableException e) {
          found = 0;
          Thread.sleep(5);
        }
      }
      indexed.assertFiltersLikeAScan(scan, random, 30);
    }
  }

  private void prepare() throws Exception {
    try (Work work = new Work(data, random)) {
      work.send(COMMANDS);
      try (Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
        indexed.await(COMMANDS);
      }
    }
  }

  /** Asked until it has an answer, as a client would. */
  private void assertAnswersFit(int commands) throws Exception {
    try (Work work = new Work(data, random);
        Indexed indexed = new Indexed(data, work::sequence, BLOCK)) {
      assertEquals(commands, work.sequence());
      List<RecordedCommand> scan = Indexed.scan(data, commands);
      for (int attempt = 0; ; attempt++) {
        indexed.await(commands);
        try {
          indexed.assertFiltersLikeAScan(scan, random, 20);
          indexed.assertFindsAll(scan.subList(0, 50));
          indexed.assertFindsAll(scan.subList(commands - 50, commands));
          return;
        } catch (IndexUnavailableException e) {
          // damage is found when it is met; each time the whole is made again
          assertTrue(attempt < 3, () -> "seed " + seed + ": still " + e);
          Thread.sleep(50);
        }
      }
    }
  }

  private Path file() {
    return IndexStore.file(DataDirectory.index(data));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(each.getFileName().toString()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
