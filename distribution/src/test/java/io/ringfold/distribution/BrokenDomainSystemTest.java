package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A domain with a bug, in a server of its own. */
class BrokenDomainSystemTest {
  private static final int JOURNAL_NOT_TRUSTED = 3;

  @TempDir Path directory;

  /** An exception or an error: its stage ends, so nothing may be told that came after it. */
  @ParameterizedTest
  @CsvSource({"hard, the glass broke", "endlessly, StackOverflowError"})
  void anEvolveThatThrowsStopsTheServerWithoutAnAcknowledgement(String how, String told)
      throws IOException {
    Path classes = ExtraDomain.compile(directory);
    try (ServerProcess server = ExtraDomain.serve(classes, directory)) {
      try (Client client = Client.connect(server.webSocket())) {
        assertEquals("cmd-ack", answerTo(client, 1, "softly").get(0).asText());
        assertFalse(isAcknowledged(client, 2, how), how);
      }
      assertEquals(JOURNAL_NOT_TRUSTED, server.awaitExit(), server.output());
      assertTrue(server.output().contains(told), server.output());
    }
    try (ServerProcess server = ExtraDomain.serve(classes, directory)) {
      assertEquals(1, server.readySequence(), "what broke it was never recorded");
      try (Client client = Client.connect(server.webSocket())) {
        JsonNode again = answerTo(client, 1, "softly");
        assertTrue(again.get(3).path("duplicate").asBoolean(), "" + again);
        assertEquals(2, answerTo(client, 3, "softly").get(3).get("seq").asLong());
      }
      assertEquals(0, server.stop(), server.output());
    }
    List<JsonNode> records = Tool.dump(directory.resolve("data"));
    assertEquals(2, records.size(), "" + records);
  }

  @Test
  void aDecideThatThrowsRejectsThatCommandAlone() throws IOException {
    Path classes = ExtraDomain.compile(directory);
    try (ServerProcess server = ExtraDomain.serve(classes, directory)) {
      try (Client client = Client.connect(server.webSocket())) {
        JsonNode refused = answerTo(client, 1, "unthinkingly");
        assertEquals("error", refused.get(0).asText(), "" + refused);
        assertEquals("internal-error", refused.get(3).asText(), "" + refused);
        assertEquals(1, refused.get(4).get("seq").asLong(), "" + refused);
        assertEquals(2, answerTo(client, 2, "softly").get(3).get("seq").asLong());
      }
      assertTrue(server.output().contains("never thought of that"), server.output());
      assertEquals(0, server.stop(), server.output());
    }
  }

  private static JsonNode answerTo(Client client, long clientSeq, String how) {
    client.command("toucher", clientSeq, Map.of("name", "touch", "data", Map.of("how", how)));
    return client.receive("cmd-ack", "error");
  }

  private static boolean isAcknowledged(Client client, long clientSeq, String how) {
    try {
      return answerTo(client, clientSeq, how).get(0).asText().equals("cmd-ack");
    } catch (Client.Cut expected) {
      return false;
    }
  }
}
