package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last records, and those that come while a server writes. */
class TailTest {

  private static final long PATIENCE_S = 60;

  @TempDir Path directory;

  private ToolRun tail(Object... args) {
    List<Object> all = new ArrayList<>(List.of("tail", "--data", directory));
    all.addAll(List.of(args));
    return ToolRun.of(all.toArray());
  }

  /** A command that goes on until it is interrupted. */
  private static final class Following implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interruption interruption = new Interruption();
    private final CompletableFuture<Integer> exitCode;

    Following(String... args) {
      Console console =
          new Console(
              new Output(out),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              false,
              false,
              interruption);
      exitCode = CompletableFuture.supplyAsync(() -> ReplayTool.run(console, args));
    }

    ToolRun ended() throws Exception {
      int code = exitCode.get(PATIENCE_S, TimeUnit.SECONDS);
      return new ToolRun(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    void awaitLines(int count) throws InterruptedException {
      Instant deadline = Instant.now().plusSeconds(PATIENCE_S);
      while (out.toString(StandardCharsets.UTF_8).lines().count() < count) {
        assertTrue(Instant.now().isBefore(deadline), "only " + out);
        Thread.sleep(5);
      }
    }

    @Override
    public void close() {
      interruption.request();
    }
  }

  private Following follow(String... args) {
    return new Following(
        Stream.concat(Stream.of("tail", "-f", "--data", directory.toString()), Stream.of(args))
            .toArray(String[]::new));
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void printsTheLastRecords() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.visit(4);
    }
    assertEquals(upTo(14).subList(4, 14), tail().done().sequences());
    assertEquals(List.of(13L, 14L), tail("-n", 2).done().sequences());
    assertEquals(upTo(14), tail("-n", 100).done().sequences());
    assertEquals(List.of(), tail("-n", 0).done().sequences());
    assertEquals(List.of(12L, 13L), tail("--from", 12, "--limit", 2).done().sequences());
    tail("-n", -1).failed(2, "--lines -1");
    tail("--name", "nothing").failed(1, "--name nothing");
  }

  @Test
  void theLastThatPassTheFiltersMayBeFarBack() {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
      data.visit(10_000);
    }
    assertEquals(List.of(3L, 4L), tail("-n", 2, "--key", "a").done().sequences());
    assertEquals(List.of(5L, 8L), tail("--status", "rejected").done().sequences());
  }

  @Test
  void followsAServerThroughItsSegmentsAndRestartsEachRecordOnce() throws Exception {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.writeTen();
    }
    try (Following all = follow("--from", "1");
        Following some = follow("-n", "0", "--name", "visit-page", "--limit", "2000")) {
      all.awaitLines(10);
      for (int run = 0; run < 3; run++) {
        try (SampleData data = SampleData.open(SampleData.config(directory))) {
          data.visit(1_000);
        }
      }
      all.awaitLines(3_010);
      assertEquals(2_000, some.ended().done().lines().size());
      all.interruption.request();
      ToolRun ended = all.ended();
      assertEquals(130, ended.exitCode(), ended.err());
      assertEquals(upTo(3_010), ended.sequences());
    }
  }

  @Test
  void theSequenceToBeginWithMayBeOneToCome() throws Exception {
    try (SampleData data = SampleData.open(SampleData.config(directory));
        Following following = follow("--from", "5", "--limit", "2")) {
      data.writeTen();
      assertEquals(List.of(5L, 6L), following.ended().done().sequences());
    }
  }

  @Test
  void aDirectoryThatIsNoneIsRefused() {
    tail("-f").failed(1, "not a Ringfold data directory");
  }
}
