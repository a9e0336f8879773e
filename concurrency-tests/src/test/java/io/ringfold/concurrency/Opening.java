package io.ringfold.concurrency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens the accounts that a recording is about, the first commands of all. */
final class Opening {
  private Opening() {}

  static void open(HttpClient http, URI server, List<String> accounts) throws InterruptedException {
    Link link = Link.open(http, URI.create(server + "?updates=none"));
    JsonNodeFactory json = JsonNodeFactory.instance;
    for (int i = 0; i < accounts.size(); i++) {
      ArrayNode message = json.arrayNode().add("cmd").add("opening").add(i);
      message
          .addObject()
          .put("name", "open-account")
          .putObject("data")
          .put("account", accounts.get(i))
          .put("owner", "someone");
      link.send(message);
      JsonNode answer = link.next(TimeUnit.SECONDS.toNanos(60));
      if (answer == null || answer.get(3).path("seq").asLong() != i + 1) {
        throw new AssertionError("account " + accounts.get(i) + " was not opened: " + answer);
      }
    }
    link.cut();
  }
}
