package io.ringfold.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfold.client.Ack;
import io.ringfold.client.ClientConfig;
import io.ringfold.client.ClientSecurity;
import io.ringfold.client.Command;
import io.ringfold.client.Query;
import io.ringfold.client.Result;
import io.ringfold.client.RingfoldClient;
import io.ringfold.client.RingfoldException;
import io.ringfold.client.Update;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.Gateway;
import io.ringfold.gateway.GatewayConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The load rig and the Java client against the server itself: both sides mean the same protocol.
 */
@Timeout(120)
class RealServerTest {
  @TempDir private Path directory;

  private Gateway start(int port) throws Exception {
    Map<String, String> settings =
        Map.of("port", Integer.toString(port), "data", directory.resolve("data").toString());
    Gateway server =
        Gateway.open(
            GatewayConfig.of(settings),
            Domains.load(RealServerTest.class.getClassLoader()),
            Throwable::printStackTrace);
    server.recover();
    return server;
  }

  private static String webSocket(Gateway server) {
    return "ws://127.0.0.1:" + server.port() + "/ws";
  }

  private static Ack visit(RingfoldClient client, String url) {
    return client.send("visit-page", Map.of("url", url)).toCompletableFuture().join();
  }

  @Test
  void theLoadRigFindsNoFault() throws Exception {
    try (Gateway server = start(0)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      String[] openLoop = {
        "--rate",
        "2000",
        "--connections",
        "4",
        "--batch",
        "5",
        "--warm-up",
        "0.3",
        "--duration",
        "1",
        "--json",
        "--url",
        webSocket(server)
      };
      int exitCode =
          LoadMain.run(
              openLoop,
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8));
      assertEquals(0, exitCode, err::toString);
      JsonNode figures = new ObjectMapper().readTree(out.toByteArray());
      long sent = figures.path("sent").longValue();
      assertTrue(sent > 0);
      assertEquals(sent, figures.path("acknowledged").longValue());
      assertEquals(sent, figures.path("updated").longValue());
      assertEquals(sent, server.status().sequence());
    }
  }

  /** Or the rig would parse, and take from the server what it measures. */
  @Test
  void theRigKnowsTheServersAnswersWithoutParsingThem() throws Exception {
    BlockingQueue<String> unknown = new LinkedBlockingQueue<>();
    CountDownLatch updates = new CountDownLatch(20);
    Answers.Handler counting =
        new Answers.Handler() {
          @Override
          public void onAck(
              String clientId, long clientSeq, long seq, String durability, boolean duplicate) {}

          @Override
          public void onUpdate(String clientId, long clientSeq, long seq, int index, int of) {
            updates.countDown();
          }

          @Override
          public void onError(String clientId, long clientSeq, String code, String message) {
            unknown.add(code);
          }

          @Override
          public void onOther(String tag) {
            unknown.add(tag);
          }
        };
    KnownAnswers answers = new KnownAnswers("me");
    Link.Listener listener =
        new Link.Listener() {
          @Override
          public void onFrame(byte[] bytes, int from, int to) {
            if (answers.read(bytes, from, to, counting) >= 0) {
              unknown.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            }
          }

          @Override
          public void onQuiet() {}

          @Override
          public void onRoom() {}

          @Override
          public void onEnd(String why) {}
        };
    CommandText commands = new CommandText("me", CommandText.VISITS, 0);
    byte[] frame = new byte[commands.maxLength()];
    try (Gateway server = start(0);
        Links links = Links.to(URI.create(webSocket(server)), ClientSecurity.NONE);
        Link link = links.open(URI.create(webSocket(server)), listener)) {
      for (int i = 1; i <= 20; i++) {
        link.send(frame, commands.write(frame, 0, i));
      }
      link.flush();
      assertTrue(updates.await(20, TimeUnit.SECONDS), unknown::toString);
      assertEquals(0, unknown.size(), unknown::toString);
    }
  }

  @Test
  void theClientReadsItsWrites() throws Exception {
    try (Gateway server = start(0);
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(webSocket(server)))) {
      Ack ack = visit(client, "/grüße?\"quoted\"");
      assertEquals(1, ack.seq());
      assertEquals("fsync", ack.durability());
      assertFalse(ack.duplicate());
      Result pages =
          client
              .query(Query.of("page-view-counts", Map.of()).withMinSeq(ack.seq()))
              .toCompletableFuture()
              .join();
      assertEquals(1, pages.basis());
      assertEquals("[{\"url\":\"/grüße?\\\"quoted\\\"\",\"count\":1}]", pages.result().toString());
    }
  }

  @Test
  void theClientHearsTheUpdatesOfItsCommandsWithTheirMeta() throws Exception {
    BlockingQueue<Update> updates = new LinkedBlockingQueue<>();
    try (Gateway server = start(0);
        RingfoldClient client =
            RingfoldClient.connect(
                ClientConfig.of(webSocket(server)).withUpdates(ClientConfig.Updates.MINE),
                updates::add)) {
      Command visit = Command.of("visit-page", Map.of("url", "/a")).withMeta(Map.of("line", 7));
      Ack ack = client.send(visit).toCompletableFuture().join();
      Update update = updates.poll(10, TimeUnit.SECONDS);
      assertEquals("page-view", update.name());
      assertEquals("/a", update.data().path("url").asText());
      assertEquals("{\"line\":7}", update.meta().toString());
      assertEquals(ack.seq(), update.seq());
      assertEquals(ack.uuid(), update.commandUuid());
      assertEquals(client.clientId(), update.clientId());
      assertEquals(1, update.clientSeq());
    }
  }

  @Test
  void theClientGetsTheCodeAndTheSequenceOfARejection() throws Exception {
    try (Gateway server = start(0);
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(webSocket(server)))) {
      Map<String, Object> deposit = Map.of("account", "nobody", "amount", 1);
      RingfoldException rejected = failureOf(client.send("deposit", deposit).toCompletableFuture());
      assertEquals("no-such-account", rejected.code());
      assertEquals(1, rejected.seq());
      RingfoldException invalid =
          failureOf(client.send("visit-page", Map.of("uri", "/")).toCompletableFuture());
      assertEquals("command-validation-failed", invalid.code());
      assertEquals(0, invalid.seq());
      assertEquals(
          "unknown-query", failureOf(client.query("no", Map.of()).toCompletableFuture()).code());
    }
  }

  private static RingfoldException failureOf(CompletableFuture<?> answer) {
    CompletionException failure = assertThrows(CompletionException.class, answer::join);
    return assertInstanceOf(RingfoldException.class, failure.getCause());
  }

  @Test
  void everyCommandIsProcessedOnceAcrossARestart() throws Exception {
    int count = 3_000;
    Gateway first = start(0);
    int port = first.port();
    List<CompletableFuture<Ack>> acks = new ArrayList<>();
    try (RingfoldClient client = RingfoldClient.connect(ClientConfig.of(webSocket(first)))) {
      for (int i = 0; i < count / 2; i++) {
        Command visit = Command.of("visit-page", Map.of("url", "/" + i));
        acks.add(client.send(visit.withUuid(new UUID(0, i))).toCompletableFuture());
      }
      first.close();
      try (Gateway second = start(port)) {
        for (int i = count / 2; i < count; i++) {
          Command visit = Command.of("visit-page", Map.of("url", "/" + i));
          acks.add(client.send(visit.withUuid(new UUID(0, i))).toCompletableFuture());
        }
        assertEquals(
            count, acks.stream().map(CompletableFuture::join).map(Ack::seq).distinct().count());
        assertEquals(count, second.status().sequence());
        assertTrue(
            client
                .send(Command.of("visit-page", Map.of("url", "/0")).withUuid(new UUID(0, 0)))
                .toCompletableFuture()
                .join()
                .duplicate());
      }
    }
  }
}
