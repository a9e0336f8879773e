package io.ringfold.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingfoldClientTest {

  private static RingfoldException failureOf(CompletionStage<?> stage) {
    CompletionException thrown =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return assertInstanceOf(RingfoldException.class, thrown.getCause());
  }

  private static ClientConfig impatient(String url) {
    return ClientConfig.of(url)
        .withConnectPatience(Duration.ofMillis(200))
        .withPatience(Duration.ofMillis(300));
  }

  /** A record's component names become kebab-case. */
  record Visit(String url, UUID visitorId) {}

  @Test
  void acknowledgesACommandWithItsPlaceAndDurability() throws IOException {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      UUID uuid = UUID.randomUUID();
      Ack ack =
          client
              .send(Command.of("visit-page", Map.of("url", "/")).withUuid(uuid))
              .toCompletableFuture()
              .join();
      assertEquals(new Ack(uuid, 1, "fsync", false), ack);
    }
  }

  @Test
  void sendsRecordsWithKebabCaseFieldsAndEverythingThatACommandCarries() throws IOException {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      UUID visitor = UUID.fromString("00000000-0000-0000-0000-00000000000a");
      client
          .send(
              Command.of("visit-page", new Visit("/ä\"", visitor))
                  .withMeta(Map.of("n", Long.MAX_VALUE))
                  .withExpectedSeq(41))
          .toCompletableFuture()
          .join();
      assertEquals(
          List.of(
              "[\"cmd\",\""
                  + client.clientId()
                  + "\",1,{\"name\":\"visit-page\",\"data\":{\"url\":\"/ä\\\"\",\"visitor-id\":\""
                  + visitor
                  + "\"},\"meta\":{\"n\":9223372036854775807},\"expected-seq\":41}]"),
          server.frames());
    }
  }

  @Test
  void answersAQueryWithItsBasis() throws IOException {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      Result result = client.query("echo", Map.of("a", 1)).toCompletableFuture().join();
      assertEquals(7, result.basis());
      assertEquals(1, result.result().path("a").intValue());
    }
  }

  @Test
  void packsWhatIsReadyWhileAFrameIsUnderWayAndKeepsTheOrder() throws Exception {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      int count = 5_000;
      List<Long> seqs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        client
            .send("visit-page", Map.of("url", "/" + i))
            .thenAccept(
                ack -> {
                  synchronized (seqs) {
                    seqs.add(ack.seq());
                  }
                });
      }
      assertTrue(client.awaitAnswers(Duration.ofSeconds(30)));
      client.query("echo", Map.of()).toCompletableFuture().join();
      List<JsonNode> commands = server.journal().commands();
      for (int i = 0; i < count; i++) {
        assertEquals("/" + i, commands.get(i).path("data").path("url").asText());
        assertEquals(i + 1L, seqs.get(i));
      }
      assertTrue(server.frames().size() < count, server.frames().size() + " frames");
    }
  }

  private static Runnable waitingFor(CountDownLatch latch) {
    return () -> {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @Test
  void neverHasMoreUnansweredThanTheWindow() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    CountDownLatch goOn = new CountDownLatch(1);
    behaviour.beforeEach = waitingFor(goOn);
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour);
        RingfoldClient client =
            RingfoldClient.connect(ClientConfig.of(server.url()).withWindow(3))) {
      BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < 5; i++) {
                  client.send("visit-page", Map.of("url", "/" + i));
                  sent.add(i);
                }
              });
      sender.start();
      for (int i = 0; i < 3; i++) {
        assertEquals(i, sent.poll(10, TimeUnit.SECONDS));
      }
      while (sender.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertTrue(sent.isEmpty());
      goOn.countDown();
      sender.join();
      assertTrue(client.awaitAnswers(Duration.ofSeconds(10)));
      assertEquals(5, server.journal().commands().size());
    }
  }

  @Test
  void refusesToWaitForRoomOnTheThreadThatMakesIt() throws Exception {
    CountDownLatch registered = new CountDownLatch(1);
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.beforeEach = waitingFor(registered);
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour);
        RingfoldClient client =
            RingfoldClient.connect(ClientConfig.of(server.url()).withWindow(1))) {
      CompletableFuture<Throwable> second = new CompletableFuture<>();
      client
          .send("visit-page", Map.of("url", "/1"))
          .thenRun(
              () -> {
                client.send("visit-page", Map.of("url", "/2"));
                try {
                  client.send("visit-page", Map.of("url", "/3"));
                  second.complete(null);
                } catch (IllegalStateException e) {
                  second.complete(e);
                }
              });
      registered.countDown();
      Throwable refusal = second.get(10, TimeUnit.SECONDS);
      assertInstanceOf(IllegalStateException.class, refusal);
      assertTrue(refusal.getMessage().contains("window of 1 is full"), refusal.getMessage());
    }
  }

  @Test
  void sendsAgainUnderTheSameIdentityWhatACutLeftUnanswered() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.cutAfter = 500;
    behaviour.loseLastAck = true;
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour);
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      List<CompletableFuture<Ack>> acks = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        acks.add(client.send("visit-page", Map.of("url", "/" + i)).toCompletableFuture());
      }
      for (int i = 0; i < 1_000; i++) {
        assertEquals(i + 1L, acks.get(i).join().seq());
      }
      assertTrue(acks.get(499).join().duplicate(), "processed, but its answer was lost");
      assertFalse(acks.get(500).join().duplicate());
      assertEquals(1_000, server.journal().commands().size());
      assertEquals(2, server.targets().size());
    }
  }

  @Test
  void survivesAServerThatIsKilledAndComesBack() throws Exception {
    FakeServer first = new FakeServer();
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    try (RingfoldClient client = RingfoldClient.connect(ClientConfig.of(first.url()))) {
      client.send("visit-page", Map.of("url", "/1")).toCompletableFuture().join();
      first.kill();
      CompletableFuture<Ack> ack =
          client.send("visit-page", Map.of("url", "/2")).toCompletableFuture();
      try (FakeServer second = new FakeServer(first.port(), first.journal(), behaviour)) {
        assertEquals(2, ack.join().seq());
        assertEquals(1, second.frames().size());
      }
    }
  }

  @Test
  void triesBusyAgainUntilThereIsRoom() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.busyAnswers = 50;
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour);
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      List<CompletableFuture<Ack>> acks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        acks.add(client.send("visit-page", Map.of("url", "/" + i)).toCompletableFuture());
      }
      HashSet<Long> seqs = new HashSet<>();
      acks.forEach(ack -> seqs.add(ack.join().seq()));
      assertEquals(20, seqs.size());
      assertEquals(0, behaviour.busyAnswers);
    }
  }

  @Test
  void handsBusyOutWhereTheCallerWantsIt() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.busyAnswers = 1;
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour);
        RingfoldClient client =
            RingfoldClient.connect(ClientConfig.of(server.url()).withRetryBusy(false))) {
      RingfoldException busy = failureOf(client.send("visit-page", Map.of("url", "/")));
      assertEquals("busy", busy.code());
      assertEquals("said the fake", busy.explanation());
    }
  }

  @Test
  void tellsTheCodeOfARejection() throws Exception {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.rejectUrl = "";
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour);
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      assertEquals(
          "command-validation-failed",
          failureOf(client.send("visit-page", Map.of("url", ""))).code());
    }
  }

  @Test
  void saysThatNoServerIsThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ClientConfig config = impatient("ws://127.0.0.1:" + port + "/ws");
    RingfoldException failure =
        assertThrows(RingfoldException.class, () -> RingfoldClient.connect(config));
    assertEquals(RingfoldException.NOT_CONNECTED, failure.code());
    assertTrue(failure.getMessage().contains("127.0.0.1:" + port), failure.getMessage());
  }

  @Test
  void doesNotTryAgainWhereTheServerRefusesForGood() throws IOException {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.refuseWith = 404;
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour)) {
      RingfoldException failure =
          assertThrows(
              RingfoldException.class, () -> RingfoldClient.connect(ClientConfig.of(server.url())));
      assertEquals(RingfoldException.PROTOCOL, failure.code());
      assertTrue(failure.getMessage().contains("404"), failure.getMessage());
      assertEquals(1, server.targets().size());
    }
  }

  @Test
  void waitsForAServerThatIsStillRecovering() throws IOException {
    FakeServer.Behaviour behaviour = new FakeServer.Behaviour();
    behaviour.refuseWith = 503;
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), behaviour)) {
      Thread recovery =
          new Thread(
              () -> {
                while (server.targets().size() < 3) {
                  Thread.onSpinWait();
                }
                behaviour.refuseWith = 0;
              });
      recovery.start();
      try (RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
        assertEquals(1, client.send("a", Map.of()).toCompletableFuture().join().seq());
      }
    }
  }

  @Test
  void failsWhatIsUnansweredWhenPatienceIsOverAndTakesNothingMore() throws IOException {
    FakeServer server = new FakeServer();
    server.behaviour().frozen = true;
    // the server is there: to reach it may take long on a machine with other work
    ClientConfig config = impatient(server.url()).withConnectPatience(Duration.ofSeconds(30));
    try (RingfoldClient client = RingfoldClient.connect(config)) {
      CompletionStage<Ack> ack = client.send("visit-page", Map.of("url", "/"));
      server.kill();
      assertEquals(RingfoldException.NOT_CONNECTED, failureOf(ack).code());
      RingfoldException refused =
          assertThrows(RingfoldException.class, () -> client.send("visit-page", Map.of()));
      assertEquals(RingfoldException.NOT_CONNECTED, refused.code());
    }
  }

  @Test
  void cutsAConnectionThatWentSilentAndResendsOnAnother() throws Exception {
    try (FakeServer server = new FakeServer();
        RingfoldClient client =
            RingfoldClient.connect(
                ClientConfig.of(server.url()).withSilence(Duration.ofMillis(300)))) {
      server.behaviour().frozen = true;
      CompletableFuture<Ack> ack =
          client.send("visit-page", Map.of("url", "/")).toCompletableFuture();
      while (server.targets().size() < 2) {
        Thread.onSpinWait();
      }
      server.behaviour().frozen = false;
      assertEquals(1, ack.join().seq());
    }
  }

  @Test
  void failsWhatIsUnansweredWhenClosed() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.behaviour().frozen = true;
      RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()));
      CompletionStage<Ack> ack = client.send("visit-page", Map.of("url", "/"));
      client.close();
      assertEquals(RingfoldException.CLOSED, failureOf(ack).code());
    }
  }

  private static String update(long seq, int index, int of) {
    return "[\"update\",null,null,{\"uuid\":\"00000000-0000-0000-0000-000000000001\",\"name\":\"e\","
        + "\"data\":{},\"meta\":null,\"seq\":"
        + seq
        + ",\"index\":"
        + index
        + ",\"of\":"
        + of
        + ",\"command-uuid\":\"00000000-0000-0000-0000-000000000002\","
        + "\"timestamp\":\"2026-11-20T12:00:00.123456Z\",\"user\":null}]";
  }

  @Test
  void resumesUpdatesAfterTheLastOneSeenAndHandsEachOutOnce() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (FakeServer server = new FakeServer();
        RingfoldClient client =
            RingfoldClient.connect(
                ClientConfig.of(server.url()).withUpdates(ClientConfig.Updates.ALL, 4),
                update -> seen.add(update.seq() + "." + update.index()))) {
      assertEquals("/ws?updates=all&from=4", server.targets().get(0));
      client.query("echo", Map.of()).toCompletableFuture().join();
      server.push("[" + update(5, 0, 1) + "," + update(6, 0, 2) + "]");
      assertEquals("5.0", seen.poll(10, TimeUnit.SECONDS));
      assertEquals("6.0", seen.poll(10, TimeUnit.SECONDS));
      server.cutAll();
      client.query("echo", Map.of()).toCompletableFuture().join();
      assertEquals("/ws?updates=all&from=5", server.targets().get(1));
      server.push("[" + update(6, 0, 2) + "," + update(6, 1, 2) + "," + update(9, 0, 1) + "]");
      assertEquals("6.1", seen.poll(10, TimeUnit.SECONDS));
      assertEquals("9.0", seen.poll(10, TimeUnit.SECONDS));
      server.cutAll();
      client.query("echo", Map.of()).toCompletableFuture().join();
      assertEquals("/ws?updates=all&from=9", server.targets().get(2));
    }
  }

  @Test
  void fillsAGapFromWhereItBegan() throws Exception {
    BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
    try (FakeServer server = new FakeServer();
        RingfoldClient client =
            RingfoldClient.connect(
                ClientConfig.of(server.url()).withUpdates(ClientConfig.Updates.ALL, 4),
                update -> seen.add(update.seq()))) {
      client.query("echo", Map.of()).toCompletableFuture().join();
      String gap = "[\"gap\",null,{\"from\":5,\"to\":8}]";
      server.push("[" + update(5, 0, 1) + "," + gap + "," + update(9, 0, 1) + "]");
      server.awaitHandshakes(2);
      assertEquals("/ws?updates=all&from=5", server.targets().get(1));
      server.push("[" + update(7, 0, 1) + "," + update(9, 0, 1) + "]");
      assertEquals(5, seen.poll(10, TimeUnit.SECONDS));
      assertEquals(7, seen.poll(10, TimeUnit.SECONDS));
      assertEquals(9, seen.poll(10, TimeUnit.SECONDS));
    }
  }

  /** Its event was pushed on the connection that was cut, if at all. */
  @Test
  void asksForTheUpdatesOfACommandWhoseAnswerWasLost() throws Exception {
    try (FakeServer server = new FakeServer()) {
      server.behaviour().cutAfter = 1;
      server.behaviour().loseLastAck = true;
      try (RingfoldClient client =
          RingfoldClient.connect(
              ClientConfig.of(server.url()).withUpdates(ClientConfig.Updates.MINE))) {
        Ack ack = client.send("visit-page", Map.of("url", "/")).toCompletableFuture().join();
        assertTrue(ack.duplicate());
        client.query("echo", Map.of()).toCompletableFuture().join();
        String mine = "/ws?updates=mine&client-id=" + client.clientId();
        assertEquals(List.of(mine, mine, mine + "&from=0"), server.targets());
      }
    }
  }

  /** The same frame would end each connection after this one. */
  @Test
  void endsWhereAFrameIsTooLargeForTheServer() throws Exception {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      client.query("echo", Map.of()).toCompletableFuture().join();
      server.behaviour().frozen = true;
      CompletionStage<Ack> ack = client.send("visit-page", Map.of("url", "/"));
      server.closeAll(1009);
      assertEquals("message-too-large", failureOf(ack).code());
    }
  }

  @Test
  void endsWhereTheServerDoesNotSpeakTheProtocol() throws Exception {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      client.query("echo", Map.of()).toCompletableFuture().join();
      server.behaviour().frozen = true;
      CompletionStage<Ack> ack = client.send("visit-page", Map.of("url", "/"));
      server.push("hello");
      RingfoldException failure = failureOf(ack);
      assertEquals(RingfoldException.PROTOCOL, failure.code());
      assertTrue(failure.getMessage().contains("hello"), failure.getMessage());
    }
  }

  @Test
  void leavesNoCallerWaitingWhereAnAnswerCannotBeRead() throws Exception {
    try (FakeServer server = new FakeServer();
        RingfoldClient client = RingfoldClient.connect(ClientConfig.of(server.url()))) {
      client.query("echo", Map.of()).toCompletableFuture().join();
      server.behaviour().frozen = true;
      CompletionStage<Ack> ack = client.send("visit-page", Map.of("url", "/"));
      server.push("[\"cmd-ack\",\"" + client.clientId() + "\",1,{\"seq\":1}]");
      assertEquals(RingfoldException.PROTOCOL, failureOf(ack).code());
    }
  }

  @Test
  void refusesSettingsThatCannotBeMeant() {
    assertThrows(IllegalArgumentException.class, () -> ClientConfig.of("http://127.0.0.1:8080/"));
    assertThrows(IllegalArgumentException.class, () -> ClientConfig.of("127.0.0.1:8080"));
    ClientConfig config = ClientConfig.of("ws://127.0.0.1:8080/ws");
    assertThrows(IllegalArgumentException.class, () -> config.withWindow(0));
    assertThrows(IllegalArgumentException.class, () -> config.withPatience(Duration.ZERO));
  }
}
