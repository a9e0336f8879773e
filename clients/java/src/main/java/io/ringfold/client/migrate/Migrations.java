package io.ringfold.client.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** The migrations of one server, by its HTTP interface. Each call waits for its answer. */
final class Migrations {

  /** An answer that is not what was asked for; the message says what it is. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int ACCEPTED = 201;
  private static final int PENDING = 202;
  private static final int OK = 200;
  private static final long POLL_MS = 250;

  private final URI url;
  private final ClientSecurity security;
  private final HttpClient http;

  /**
   * @param url of the server, like {@code http://127.0.0.1:8080}
   */
  Migrations(URI url, ClientSecurity security) {
    this.url = url;
    this.security = security;
    http = security.newHttpClient();
  }

  /** All there are, as the server tells of them. */
  JsonNode list() throws IOException, InterruptedException, FailedException {
    HttpResponse<String> answer = send(request("/migrations").timeout(CONNECT_TIMEOUT).GET());
    if (answer.statusCode() != OK) {
      throw failed(answer);
    }
    return JSON.readTree(answer.body());
  }

  /**
   * Carries one out, and waits until it is through, however long that takes.
   *
   * @param version null for the highest
   * @return the outcome: an accepted command
   */
  JsonNode carryOut(String name, Integer version, UUID uuid)
      throws IOException, InterruptedException, FailedException {
    ObjectNode wish = JSON.createObjectNode().put("name", name).put("uuid", uuid.toString());
    if (version != null) {
      wish.put("version", version);
    }
    HttpResponse<String> answer =
        send(
            request("/migrations")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wish.toString())));
    return switch (answer.statusCode()) {
      case ACCEPTED -> JSON.readTree(answer.body());
      case PENDING -> awaited(uuid);
      default -> throw failed(answer);
    };
  }

  private JsonNode awaited(UUID uuid) throws IOException, InterruptedException, FailedException {
    while (true) {
      Thread.sleep(POLL_MS);
      HttpResponse<String> answer = send(request("/commands/" + uuid).GET());
      if (answer.statusCode() != OK) {
        throw failed(answer);
      }
      JsonNode command = JSON.readTree(answer.body());
      switch (command.path("status").asText()) {
        case "accepted" -> {
          return command;
        }
        case "rejected" -> throw failed(answer);
        default -> {}
      }
    }
  }

  private HttpRequest.Builder request(String path) {
    return security.authorize(HttpRequest.newBuilder(url.resolve(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.header("Accept", "application/json").build(), HttpResponse.BodyHandlers.ofString());
  }

  /** By the problem's detail, or by the message of a rejection. */
  private static FailedException failed(HttpResponse<String> answer) {
    JsonNode body;
    try {
      body = JSON.readTree(answer.body());
    } catch (IOException e) {
      return new FailedException("status " + answer.statusCode() + ", and no JSON: is it the url?");
    }
    String code = body.path("code").asText("status " + answer.statusCode());
    return new FailedException(
        code + ": " + body.path("detail").asText(body.path("message").asText()));
  }
}
