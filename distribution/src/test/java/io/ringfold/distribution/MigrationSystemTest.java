package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release without a migration, and the next one with it: carried out by the launcher on a server
 * under load, which is killed as soon as the answer is there.
 */
class MigrationSystemTest {
  private static final String SOURCE =
      """
      package jars;

      import io.ringfold.engine.domain.Decision;
      import io.ringfold.engine.domain.Domain;
      import io.ringfold.engine.domain.DomainModule;

      public final class Jars implements DomainModule {
        public record PutIn(long amount) {}
        public record WasPutIn(long amount, long sum) {}
        public record GetSum() {}

        public static final class Jar {
          private long sum;
        }

        @Override
        public Domain<?> domain() {
          return Domain.define("jars", Jar.class, Jar::new)
              .command("put-in", PutIn.class, (jar, put, context) ->
                  Decision.accept(new WasPutIn(put.amount(), jar.sum + put.amount())))
              .event("was-put-in", 1, WasPutIn.class, (jar, put) -> jar.sum = put.sum())
              .projection("sum", Long.class, () -> 0L,
                  p -> p.on(WasPutIn.class, (sum, put, context) -> put.sum()))
              .query("get-sum", GetSum.class, Long.class, (sum, query) -> sum)
              //MIGRATION
              .build();
        }
      }
      """;

  private static final String MIGRATION =
      """
      .migration("empty-by-half", 1, "half of what is in goes out",
          (jar, context) -> {
            jar.sum /= 2;
            return jar;
          },
          also -> also.projection("sum", Long.class, (sum, context) -> sum / 2))
      """;

  private static final String LAUNCHER = Built.launcher().toString();

  @TempDir Path directory;

  @Test
  void aMigrationThatWasAnsweredIsThereAfterAKill() throws Exception {
    Path before = ExtraDomain.compile(directory.resolve("before"), "jars", "Jars", SOURCE);
    Path after =
        ExtraDomain.compile(
            directory.resolve("after"), "jars", "Jars", SOURCE.replace("//MIGRATION", MIGRATION));
    try (ServerProcess server = ExtraDomain.serve(before, directory)) {
      try (Client client = Client.connect(server.webSocket())) {
        assertEquals(1, put(client, 1));
      }
      assertEquals(0, server.stop(), server.output());
    }

    UUID uuid = UUID.randomUUID();
    long migratedAt;
    try (ServerProcess server = ExtraDomain.serve(after, directory)) {
      AtomicBoolean cut = new AtomicBoolean();
      CompletableFuture<Long> load = CompletableFuture.supplyAsync(() -> load(server, cut));
      Command.Result result = migrate(server, "empty-by-half", "--uuid", uuid.toString(), "--json");
      server.kill();
      cut.set(true);
      assertEquals(0, result.exitCode(), result.err());
      JsonNode done = Client.JSON.readTree(result.out());
      assertEquals("fsync", done.get("durability").asText());
      migratedAt = done.get("seq").asLong();
      assertTrue(load.join() > 1, "nothing was put in beside it");
    }

    long sum;
    try (ServerProcess server = ExtraDomain.serve(after, directory)) {
      String again = said(migrate(server, "empty-by-half", "--uuid", uuid.toString()));
      assertTrue(
          again.startsWith(
              "empty-by-half version 1 of jars: carried out at seq " + migratedAt + ", commands"),
          again);
      String listed = said(migrate(server));
      assertTrue(listed.contains("half of what is in goes out"), listed);
      assertTrue(listed.contains("  at seq " + migratedAt + ", "), listed);
      Command.Result refused = migrate(server, "empty-by-half");
      assertEquals(1, refused.exitCode());
      assertTrue(refused.err().startsWith("migrate: already-migrated: "), refused.err());
      try (Client client = Client.connect(server.webSocket())) {
        sum = client.query("get-sum", Map.of()).get("result").asLong();
      }
      assertEquals(0, server.stop(), server.output());
    }
    assertFoldsTo(sum, dump(after));
    Command.Result verified = tool(after, "verify");
    assertEquals(0, verified.exitCode(), verified.err());
    assertFalse((verified.out() + verified.err()).contains("not compared"), verified.out());
  }

  /** Puts in as fast as it is answered, until it is cut; returns how often. */
  private static long load(ServerProcess server, AtomicBoolean cut) {
    long count = 1;
    try (Client client = Client.connect(server.webSocket())) {
      while (!cut.get()) {
        put(client, ++count);
      }
    } catch (Client.Cut expected) {
      // as meant
    }
    return count;
  }

  private static long put(Client client, long clientSeq) {
    client.command("saver", clientSeq, Map.of("name", "put-in", "data", Map.of("amount", 1_000)));
    return client.receive("cmd-ack").get(3).get("seq").asLong();
  }

  /** By hand: each record after the other, the migration where it stands. */
  private static void assertFoldsTo(long expected, List<JsonNode> records) {
    long sum = 0;
    int migrations = 0;
    for (JsonNode each : records) {
      if (each.get("status").asText().equals("rejected")) {
        assertEquals("already-migrated", each.get("code").asText());
      } else if (each.get("name").asText().equals("migrate")) {
        sum /= 2;
        migrations++;
        assertEquals("migrated", each.at("/events/0/name").asText());
      } else {
        sum += 1_000;
        assertEquals(sum, each.at("/events/0/data/sum").asLong(), each::toString);
      }
    }
    assertEquals(1, migrations);
    assertEquals(expected, sum);
  }

  private static Command.Result migrate(ServerProcess server, String... arguments) {
    List<String> line = new ArrayList<>(List.of(LAUNCHER, "migrate"));
    line.addAll(List.of("--url", "http://127.0.0.1:" + server.port()));
    line.addAll(List.of(arguments));
    return ServerProcess.command(line).run();
  }

  private static String said(Command.Result result) {
    assertEquals(0, result.exitCode(), result.err());
    return result.out();
  }

  private List<JsonNode> dump(Path classes) throws Exception {
    List<JsonNode> records = new ArrayList<>();
    for (String line : said(tool(classes, "dump")).lines().toList()) {
      records.add(Client.JSON.readTree(line));
    }
    return records;
  }

  /** With the domain: verify replays, and compares the hash of the snapshot at the stop. */
  private Command.Result tool(Path classes, String command) {
    return ServerProcess.command(
            List.of(
                LAUNCHER, "replay-tool", command, "--data", directory.resolve("data").toString()))
        .with("RINGFOLD_CLASSPATH", classes.toString())
        .run();
  }
}
