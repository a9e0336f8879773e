package io.ringfold.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandTextTest {

  private static String text(CommandText commands, long clientSeq) {
    byte[] bytes = new byte[commands.maxLength()];
    int length = commands.write(bytes, 0, clientSeq);
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Test
  void writesEachCommandWithItsOwnNumbers() {
    CommandText commands = new CommandText("load-1", CommandText.VISITS, 0);
    assertEquals(
        "[\"cmd\",\"load-1\",1,{\"name\":\"visit-page\",\"data\":{\"url\":\"/load/page/1001\"}}]",
        text(commands, 1));
    assertEquals(
        "[\"cmd\",\"load-1\",12345,"
            + "{\"name\":\"visit-page\",\"data\":{\"url\":\"/load/page/1345\"}}]",
        text(commands, 12_345));
    assertEquals(
        "[\"cmd\",\"load-1\","
            + Long.MAX_VALUE
            + ",{\"name\":\"visit-page\",\"data\":{\"url\":\"/load/page/1807\"}}]",
        text(commands, Long.MAX_VALUE));
  }

  @Test
  void fillsTheSizeThatIsAskedFor() {
    CommandText commands = new CommandText("load-1", CommandText.VISITS, 500);
    assertEquals(500, text(commands, 100_000).length());
    assertEquals(495, text(commands, 1).length());
  }

  @Test
  void putsNumbersWhereverTheTemplateHasThemBehindWhatIsNotAscii() throws Exception {
    String template = "{\"name\":\"ä{n}\",\"data\":{\"ü\":{n},\"text\":\"{pad}ß\"}}";
    CommandText commands = new CommandText("load-1", template, 200);
    JsonNode command = new ObjectMapper().readTree(text(commands, 2_007));
    assertEquals("ä1007", command.path(3).path("name").asText());
    assertEquals(1007, command.path(3).path("data").path("ü").intValue());
    assertTrue(command.path(3).path("data").path("text").asText().endsWith("xß"));
  }

  @Test
  void knowsItsCommandFromAnotherOne() {
    CommandText commands = new CommandText("load-1", CommandText.VISITS, 0);
    byte[] seventh = text(commands, 7).getBytes(StandardCharsets.UTF_8);
    assertTrue(commands.isAt(seventh, 0, seventh.length, 7));
    assertFalse(commands.isAt(seventh, 0, seventh.length, 8));
    assertFalse(commands.isAt(seventh, 0, seventh.length - 1, 7));
  }
}
