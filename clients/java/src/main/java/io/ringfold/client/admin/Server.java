package io.ringfold.client.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A server's HTTP calls, in JSON. */
final class Server {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI url;
  private final ClientSecurity security;
  private final HttpClient http;

  /**
   * @throws IllegalArgumentException where that is no address of a server
   */
  Server(String url, ClientSecurity security) {
    this.url = URI.create(url);
    this.security = security;
    String scheme = this.url.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || this.url.getHost() == null) {
      throw new IllegalArgumentException(
          "--url=" + url + ": must be like http://127.0.0.1:8080 (http or https, and a host)");
    }
    http = security.newHttpClient();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder().GET());
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /**
   * @throws IOException where there is no answer, or one that is no success: with what it says
   */
  private JsonNode send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest ready =
        security
            .authorize(request)
            .uri(url.resolve(path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .build();
    HttpResponse<String> response;
    try {
      response = http.send(ready, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("no answer from " + url + ": " + e, e);
    }
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException(
          url + path + " answered " + response.statusCode() + ", and no JSON: no Ringfold?", e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          body.path("code").asText("status " + response.statusCode())
              + ": "
              + body.path("detail").asText(response.body()));
    }
    return body;
  }
}
