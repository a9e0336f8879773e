package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domains;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A server of the sample domains with users: ada, a teller, and eve, who has no role, both with the
 * password {@link #PASSWORD}. Users are changed by ringfold user, as operators do.
 */
final class SecuredServer implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  private static final long PATIENCE_S = 60;

  final Gateway gateway;
  private final HttpClient http;
  private final Path users;

  SecuredServer(Path directory, Map<String, String> settings, HttpClient http) throws Exception {
    this.http = http;
    users = directory.resolve("users.json");
    user(PASSWORD, "add", "ada", "--role", "teller");
    user(PASSWORD, "add", "eve");
    Map<String, String> all = new HashMap<>(settings);
    all.put("data", directory.resolve("data").toString());
    all.put("users", users.toString());
    all.put("port", "0");
    all.put("segment-bytes", "1m");
    gateway =
        Gateway.open(
            GatewayConfig.of(all),
            Domains.load(SecuredServer.class.getClassLoader()),
            Throwable::printStackTrace);
    gateway.recover();
  }

  SecuredServer(Path directory, String... settings) throws Exception {
    this(directory, map(settings), HttpClient.newHttpClient());
  }

  private static Map<String, String> map(String... settings) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return map;
  }

  /** Runs {@code ringfold user}; returns what it prints. */
  String user(String input, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--users", users.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        UserMain.run(
            all.toArray(String[]::new),
            Map.of(),
            new ByteArrayInputStream((input + "\n").getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(0, code, err::toString);
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  /** A new token that the server knows already. */
  String token(String user) throws Exception {
    String token = user("", "token", user);
    await(() -> statusOf("GET", "/", "", "Authorization", "Bearer " + token) == 200);
    return token;
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen");
      Thread.sleep(10);
    }
  }

  int statusOf(String method, String path, String body, String... headers) {
    try {
      return send(method, path, body, headers).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> login(String user, String password) throws Exception {
    return send(
        "POST",
        "/login",
        "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}",
        "Content-Type",
        "application/json");
  }

  /** Signs in; returns the cookie as a request carries it. */
  String cookie(String user) throws Exception {
    HttpResponse<String> response = login(user, PASSWORD);
    assertEquals(200, response.statusCode(), response::body);
    return response.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
  }

  Client connect(String parameters, String... headers) {
    return Client.connect(http, gateway.url(), parameters, headers);
  }

  /** Sends a request as it stands, and returns the first line of the answer. */
  String raw(String head) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
