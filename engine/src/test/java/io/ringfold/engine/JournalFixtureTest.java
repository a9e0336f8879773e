package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal that older code wrote, kept in {@code src/test/resources/fixtures}, replays for ever.
 *
 * <p>A journal format that is released keeps its fixture; a new format gets a directory of its own
 * beside it. Before that, the fixture is written anew by
 *
 * <pre>
 *   mvn -pl engine -am test -Dtest=JournalFixtureTest -Dringfold.fixtures.write=true \
 *       -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class JournalFixtureTest {
  private static final Path FIXTURE = Path.of("src/test/resources/fixtures/journal-format-1");

  /** Accepted and rejected commands of both releases. */
  private static final int LAST_SEQUENCE = 8;

  /** Of state as the code of today has it; the journal's format has no part in it. */
  private static final String STATE_HASH =
      "159f3e0e84743844713ac822526ad5850530fe174dad880e29964be4f0b9d794";

  @TempDir Path directory;

  @BeforeAll
  static void writeAnewWhereAsked(@TempDir Path scratch) throws Exception {
    if (Boolean.getBoolean("ringfold.fixtures.write")) {
      Fixture.pack(write(scratch), FIXTURE);
    }
  }

  @Test
  void whatOlderCodeWroteIsReadAsTheEventsOfToday() throws IOException {
    unpack(directory);

    Model model = rebuild(directory, Library.Today.domains());

    List<Object> events = ((Library.Shelf) model.states().get("library")).events;
    assertEquals(
        hash(Library.plain(Library.Today.CATALOGUED)),
        hash(events.get(0)),
        () -> "was " + events.get(0));
    assertEquals(
        Library.Today.EVENTS_AFTER_CATALOGUED.stream().map(Library::plain).toList(),
        events.subList(1, events.size()));
    assertEquals(STATE_HASH, model.stateHash());
  }

  @Test
  void bothReleasesStandInIt() throws IOException {
    unpack(directory);
    List<String> types =
        rebuild(directory, Library.Today.domains()).types().definitions().stream()
            .filter(type -> type.kind() == TypeDefinition.Kind.EVENT)
            .map(type -> type.name() + " " + type.version())
            .toList();
    assertEquals(
        List.of("catalogued 1", "lent 1", "returned 1", "moved 1", "lent 2", "moved 2"), types);
    assertTrue(
        JournalReader.segments(DataDirectory.journal(directory)).size() > 1, "more segments");
  }

  @Test
  void anEngineStartsOnItAndGoesOn() throws IOException {
    unpack(directory);
    EngineConfig config = RunningEngine.config(directory);
    try (RunningEngine running = RunningEngine.start(config, Library.Today.domains())) {
      assertEquals(
          LAST_SEQUENCE + 1, running.ask("take", new Library.Take(0, Optional.empty())).sequence());
      // a resend of what the first release accepted is known still
      RunningEngine.Answer again =
          running.ask(uuid(1), "take", new Library.Take(0, Optional.of("x")));
      assertTrue(again.duplicate());
      assertEquals(1, again.sequence());
      running.engine.snapshot();
    }
    assertEquals(
        Recovery.rebuild(
                directory,
                Library.Today.domains(),
                1_000,
                LAST_SEQUENCE + 1,
                false,
                (at, target) -> {})
            .stateHash(),
        Recovery.rebuild(
                directory,
                Library.Today.domains(),
                1_000,
                LAST_SEQUENCE + 1,
                true,
                (at, target) -> {})
            .stateHash());
  }

  @Test
  void theSameCommandsWriteTheSameDefinitionsAndRecordsToday() throws Exception {
    Path written = write(directory.resolve("written"));
    Path packed = directory.resolve("packed");
    Fixture.pack(written, packed);
    Fixture.unpack(packed, directory.resolve("unpacked"));
    assertEquals(contents(written), contents(directory.resolve("unpacked")));

    unpack(directory.resolve("fixture"));
    assertEquals(contents(directory.resolve("fixture")), contents(written));
  }

  @Test
  void theFixtureIsSmall() throws IOException {
    long bytes = Fixture.bytes(FIXTURE);
    assertTrue(bytes < 100_000, bytes + " bytes");
  }

  private static void unpack(Path into) throws IOException {
    Fixture.unpack(FIXTURE, into);
  }

  /** Both releases, one after the other; times and uuids are fixed. */
  private static Path write(Path into) throws Exception {
    Files.createDirectories(into);
    EngineConfig config = RunningEngine.config(into);
    try (RunningEngine running = RunningEngine.start(config, Library.First.domains())) {
      for (int step = 0; step <= Library.First.STEPS.size(); step++) {
        take(running, 1 + step, step);
      }
    }
    try (RunningEngine running = RunningEngine.start(config, Library.Second.domains())) {
      for (int step = 0; step <= Library.Second.STEPS.size(); step++) {
        take(running, 6 + step, step);
      }
    }
    return into;
  }

  private static void take(RunningEngine running, int number, int step) throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    boolean anonymous = number == 2;
    running.engine.publish(
        new Submission(
            running.engine.domains().command("take"),
            new Library.Take(step, step == 0 ? Optional.of("x") : Optional.empty()),
            uuid(number),
            anonymous ? null : "desk",
            anonymous ? 0 : number,
            anonymous ? null : "ülker",
            anonymous ? null : "{\"a\":1}",
            Submission.ANY_SEQUENCE,
            1_769_854_530_123_456L + number,
            outcome -> answered.countDown()));
    assertTrue(answered.await(30, TimeUnit.SECONDS), "step " + step + " was not answered");
  }

  private static UUID uuid(int number) {
    return new UUID(0x1234_5678_9abc_4defL, 0x8000_0000_0000_0000L | number);
  }

  private static Model rebuild(Path directory, Domains domains) {
    return Recovery.rebuild(directory, domains, 1_000, LAST_SEQUENCE, false, (at, target) -> {});
  }

  /** Every definition and record of a journal, in hexadecimal. */
  private static List<String> contents(Path directory) {
    List<String> contents = new ArrayList<>();
    JournalHandler collector =
        new JournalHandler() {
          @Override
          public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
            contents.add("definition " + ordinal + " " + hex(buffer, offset, length));
          }

          @Override
          public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
            contents.add("record " + sequence + " " + hex(buffer, offset, length));
          }
        };
    try (JournalReader reader = JournalReader.open(DataDirectory.journal(directory), 1)) {
      while (reader.nextSequence() <= LAST_SEQUENCE
          && reader.poll(collector, LAST_SEQUENCE, 100) > 0) {
        // until the last
      }
    }
    return contents;
  }

  private static String hex(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String hash(Object value) {
    return HexFormat.of().formatHex(Values.hash(value));
  }
}
