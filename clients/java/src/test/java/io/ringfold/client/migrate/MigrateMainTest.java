package io.ringfold.client.migrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a server that says what it is told to. */
@Timeout(60)
class MigrateMainTest {
  private static final String UUID = "0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20";
  private static final String DONE =
      "{\"uuid\":\"%s\",\"status\":\"accepted\",\"seq\":7,\"events\":[{\"data\":{\"domain\":\"jars\",\"name\":\"halve\",\"version\":2,\"pause-ns\":1500000}}]}"
          .formatted(UUID);

  private record Answer(int status, String body) {}

  @TempDir Path directory;

  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Answer answer = answers.remove();
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
    return MigrateMain.run(
        line.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
  }

  @Test
  void carriesOutAndTellsThePause() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "abc\n");
    answers.add(new Answer(201, DONE));
    int code = run("halve", "--version", "2", "--uuid", UUID, "--token-file", token.toString());
    assertEquals(0, code, err::toString);
    assertEquals(
        "halve version 2 of jars: carried out at seq 7, commands waited 1.500 ms\n",
        out.toString());
    assertEquals(
        List.of(
            "POST /migrations Bearer abc {\"name\":\"halve\",\"uuid\":\"%s\",\"version\":2}"
                .formatted(UUID)),
        asked);
  }

  @Test
  void waitsForOneThatTakesLong() {
    answers.add(new Answer(202, "{\"status\":\"pending\"}"));
    answers.add(new Answer(200, "{\"status\":\"pending\"}"));
    answers.add(new Answer(200, DONE));
    assertEquals(0, run("halve", "--uuid", UUID, "--json"), err::toString);
    assertEquals(DONE + "\n", out.toString());
    assertEquals("GET /commands/" + UUID + " null ", asked.get(2));
  }

  @Test
  void tellsWhyItDidNotHappen() {
    answers.add(
        new Answer(404, "{\"code\":\"unknown-migration\",\"detail\":\"there is no migration\"}"));
    assertEquals(1, run("heal"));
    assertEquals("migrate: unknown-migration: there is no migration\n", err.toString());
    answers.add(new Answer(202, "{\"status\":\"pending\"}"));
    answers.add(
        new Answer(
            200, "{\"status\":\"rejected\",\"code\":\"internal-error\",\"message\":\"a fault\"}"));
    assertEquals(1, run("halve"));
    assertTrue(err.toString().endsWith("migrate: internal-error: a fault\n"), err::toString);
    answers.add(new Answer(200, "<html>"));
    assertEquals(1, run());
    assertTrue(err.toString().contains("no answer from http://"), err::toString);
  }

  @Test
  void namesTheUuidToAskAgainWithWhereTheAnswerWasLost() {
    server.stop(0);
    assertEquals(1, run("halve", "--uuid", UUID));
    assertTrue(err.toString().contains("ask again with --uuid " + UUID), err::toString);
  }

  @Test
  void tellsWhichThereAre() {
    answers.add(new Answer(200, "{\"migrations\":[]}"));
    assertEquals(0, run());
    assertEquals("no domain declares a migration\n", out.toString());
    out.reset();
    answers.add(
        new Answer(
            200,
            "{\"migrations\":[{\"domain\":\"jars\",\"name\":\"halve\",\"version\":2,"
                + "\"meaning\":\"half goes\",\"declared\":true,\"applied\":[{\"seq\":7,"
                + "\"timestamp\":\"2026-11-21T04:00:00Z\",\"user\":null,\"pause-ns\":2000000}]},"
                + "{\"domain\":\"jars\",\"name\":\"old\",\"version\":1,\"meaning\":null,"
                + "\"declared\":false,\"applied\":[]}]}"));
    assertEquals(0, run());
    assertEquals(
        """
        halve version 2 of jars: half goes
          at seq 7, 2026-11-21T04:00:00Z, by nobody in particular, commands waited 2.000 ms
        old version 1 of jars: no longer in the code
        """,
        out.toString());
  }

  @Test
  void wrongUsageIsToldBeforeAnythingIsAsked() {
    assertEquals(2, run("--version", "2"));
    assertEquals(2, run("halve", "--uuid", "7"));
    assertEquals(2, run("halve", "--token-file", directory.resolve("none").toString()));
    assertEquals(
        2,
        MigrateMain.run(
            new String[] {"halve", "--url", "ftp://x"},
            new PrintStream(out, true),
            new PrintStream(err, true)));
    assertTrue(err.toString().contains("must be like http://127.0.0.1:8080"), err::toString);
    assertTrue(asked.isEmpty());
    assertEquals(0, run("--help"));
    assertFalse(out.toString().isEmpty());
  }
}
