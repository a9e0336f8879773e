package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server under load is killed in the moments that a plain kill seldom hits: as it enters a chosen
 * system call of a snapshot, of the change to the next segment, of the repair of a torn tail, of
 * its start. After that everything that was acknowledged has to be there, once.
 *
 * <p>How often is for {@code -Dringfold.faults.rounds=50} to say.
 */
class KillInTheMomentSystemTest {
  private static final int ROUNDS = Integer.getInteger("ringfold.faults.rounds", 2);
  private static final int CONNECTIONS = 3;
  private static final int KILLED = 128 + 9;
  private static final String SMALL_SEGMENTS = "65536";

  /** A load that has not come to its moment by then is killed plainly. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  @TempDir Path directory;

  /** A system call, and which ones of a thread belong to the moment. */
  private record Call(String name, int first, int last) {}

  /**
   * When to kill. The thread that starts the server makes some of these calls before the ones that
   * are meant; where a start makes more than it did (a tail to cut), the kill comes then.
   */
  enum Moment {
    /** The temporary file is forced, renamed, its directory forced. */
    SNAPSHOT(new Call("rename", 1, 2), new Call("fsync", 4, 6)),
    /** The old segment is forced, the new one made, forced, its directory forced. */
    SEGMENT_ROLL(new Call("fsync", 4, 7), new Call("ftruncate", 5, 6)),
    /** Also in the middle of a batch. */
    FORCE(new Call("fdatasync", 1, 60)),
    /** Damaged file copied, segment built, renamed over it, workshop removed. */
    REPAIR(
        new Call("pwrite64", 2, 4),
        new Call("fsync", 1, 8),
        new Call("mkdir", 4, 6),
        new Call("ftruncate", 4, 6),
        new Call("rename", 1, 1),
        new Call("unlink", 1, 2),
        new Call("rmdir", 1, 1)),
    /** Lock, recovery, the journal opened for appending. */
    START(
        new Call("fsync", 1, 3),
        new Call("ftruncate", 3, 4),
        new Call("pwrite64", 1, 1),
        new Call("unlink", 1, 1),
        new Call("openat", 60, 160));

    private final List<Call> calls;

    Moment(Call... calls) {
      this.calls = List.of(calls);
    }
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void everyAcknowledgedCommandIsFoundExactlyOnce(Moment moment) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KillInTheMomentSystemTest " + moment + ": seed " + seed);
    Random random = new Random(seed);
    int whileStarting = 0;
    int underLoad = 0;
    int plainly = 0;
    try (Tellers tellers = new Tellers(CONNECTIONS, random)) {
      try (ServerProcess server = ServerProcess.start(directory)) {
        tellers.work(server.webSocket());
        server.kill();
        tellers.awaitCut();
      }
      for (int round = 0; round < ROUNDS; round++) {
        if (moment == Moment.REPAIR) {
          plantTornTail(random);
        }
        Call call = moment.calls.get(random.nextInt(moment.calls.size()));
        int which = call.first + random.nextInt(call.last - call.first + 1);
        String hint = "seed " + seed + ", round " + round + ", " + call.name + " " + which;
        try (Command.Running running =
            new Strace(directory.resolve("trace"), call.name)
                .inject(call.name + ":signal=SIGKILL:when=" + which)
                .serve(
                    directory,
                    "--segment-bytes",
                    SMALL_SEGMENTS,
                    "--snapshot-every-records",
                    "50")) {
          Optional<ServerProcess> started = ServerProcess.awaitUnlessEnded(running);
          if (started.isEmpty()) {
            assertEquals(KILLED, running.await().exitCode(), () -> hint + ": " + running.output());
            whileStarting++;
          } else {
            try (ServerProcess server = started.get()) {
              tellers.work(server.webSocket());
              if (endsUnder(server, moment)) {
                underLoad++;
              } else {
                server.kill();
                plainly++;
              }
              tellers.awaitCut();
              assertEquals(KILLED, server.awaitExit(), () -> hint + ": " + server.output());
            }
          }
        }
      }
      int acknowledged = check(tellers, "seed " + seed);
      System.out.printf(
          "KillInTheMomentSystemTest %s: kills survived: %d while starting, %d under load, %d at no"
              + " special moment; %d acknowledged commands found once%n",
          moment, whileStarting, underLoad, plainly, acknowledged);
      assertTrue(whileStarting + underLoad > 0, "the moment was never hit, seed " + seed);
    }
  }

  /** What a plain kill -9 at any time of a start does, a start that has a tail to cut included. */
  @Test
  void aStartThatIsKilledAtAnyTimeIsMadeUpForByTheNext() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KillInTheMomentSystemTest start, by the clock: seed " + seed);
    Random random = new Random(seed);
    try (Tellers tellers = new Tellers(CONNECTIONS, random)) {
      try (ServerProcess server =
          ServerProcess.start(directory, "--segment-bytes", SMALL_SEGMENTS)) {
        tellers.work(server.webSocket());
        server.endsWithin(Duration.ofMillis(500));
        server.kill();
        tellers.awaitCut();
      }
      for (int round = 0; round < ROUNDS; round++) {
        plantTornTail(random);
        try (Command.Running running =
            ServerProcess.command(List.of(Built.launcher().toString(), "serve", "--port", "0"))
                .in(directory)
                .start()) {
          boolean ended =
              running.process().waitFor(200 + random.nextInt(1_300), TimeUnit.MILLISECONDS);
          assertFalse(ended, () -> "seed " + seed + ": " + running.output());
        }
      }
      System.out.printf(
          "KillInTheMomentSystemTest start, by the clock: %d kills survived, %d acknowledged"
              + " commands found once%n",
          ROUNDS, check(tellers, "seed " + seed));
    }
  }

  /** The directory is made, marked, its journal begun: after any of these steps another start. */
  @Test
  void theFirstStartMayBeKilledAtAnyOfItsSteps() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("KillInTheMomentSystemTest first start: seed " + seed);
    Random random = new Random(seed);
    List<Call> steps =
        List.of(
            new Call("mkdir", 2, 5),
            new Call("ftruncate", 3, 6),
            new Call("fsync", 1, 6),
            new Call("fdatasync", 1, 2));
    // the file that tells whose directory it is, before it is forced, and its name
    int kills = firstStartKilledAt("fsync", 1) + firstStartKilledAt("fsync", 2);
    assertEquals(2, kills, "the marker was forced in another way");
    for (int round = 0; round < ROUNDS; round++) {
      Call call = steps.get(random.nextInt(steps.size()));
      int which = call.first + random.nextInt(call.last - call.first + 1);
      kills += firstStartKilledAt(call.name, which);
    }
    System.out.printf("KillInTheMomentSystemTest first start: %d kills survived%n", kills);
  }

  private int firstStartKilledAt(String call, int which) throws IOException {
    Path home = Files.createTempDirectory(directory, "first");
    Strace strace =
        new Strace(home.resolve("trace"), call).inject(call + ":signal=SIGKILL:when=" + which);
    int killed = 0;
    try (Command.Running running = strace.serve(home)) {
      Optional<ServerProcess> started = ServerProcess.awaitUnlessEnded(running);
      if (started.isEmpty()) {
        assertEquals(KILLED, running.await().exitCode(), running.output());
        killed = 1;
      } else {
        started.get().close();
      }
    }
    try (ServerProcess server = ServerProcess.start(home)) {
      assertEquals(0, server.readySequence(), call + " " + which);
      assertEquals(0, server.stop(), server.output());
    }
    return killed;
  }

  /** Whether the kill came; asks for snapshots meanwhile where they are what is meant. */
  private static boolean endsUnder(ServerProcess server, Moment moment) throws Exception {
    if (moment != Moment.SNAPSHOT) {
      return server.endsWithin(PATIENCE);
    }
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(server.http("/snapshots"))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    for (int i = 0; i < 20; i++) {
      try {
        client.send(request, HttpResponse.BodyHandlers.discarding());
      } catch (IOException e) {
        return server.endsWithin(PATIENCE);
      }
    }
    return server.endsWithin(Duration.ZERO);
  }

  /** Behind the last excerpt, what a writer leaves that was killed before it wrote its header. */
  private void plantTornTail(Random random) throws IOException {
    Path last;
    try (Stream<Path> files = Files.list(directory.resolve("data/journal"))) {
      last =
          files.filter(file -> file.toString().endsWith(".cq4")).max(Path::compareTo).orElseThrow();
    }
    byte[] torn = new byte[1 + random.nextInt(500)];
    random.nextBytes(torn);
    try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
      // The end of what was written; most of the file is a hole.
      byte[] content = new byte[(int) Math.min(file.length(), 32 << 20)];
      file.readFully(content);
      int end = content.length;
      while (end > 0 && content[end - 1] == 0) {
        end--;
      }
      if (end == 0) {
        // killed before the first byte: torn enough
        return;
      }
      // The header of the excerpt, four bytes, is still zero.
      file.seek((end + 3) / 4 * 4 + 4L);
      file.write(torn);
    }
  }

  private int check(Tellers tellers, String hint) {
    long total;
    try (ServerProcess server = ServerProcess.start(directory)) {
      tellers.askAgain(server.webSocket());
      try (Client client = Client.connect(server.webSocket())) {
        total = client.query("total", Map.of()).get("result").get("balance").asLong();
      }
      assertEquals(0, server.stop(), server.output());
    }
    Path data = directory.resolve("data");
    int acknowledged = tellers.check(data, total, hint);
    JsonNode info = Tool.info(data);
    long sequence = info.get("last-seq").asLong();
    JsonNode atStop = info.get("snapshots").get(0);
    assertEquals(sequence, atStop.get("seq").asLong(), "the live state is saved at stop, " + hint);
    assertEquals(
        atStop.get("hash"),
        Tool.replayedState(data, sequence).get("hash"),
        "the live state is not what the journal replays to, " + hint);
    return acknowledged;
  }
}
