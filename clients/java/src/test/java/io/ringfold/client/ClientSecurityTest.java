package io.ringfold.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSecurityTest {
  @TempDir Path directory;

  @Test
  void showsItsTokenToNobodyButTheServer() {
    ClientConfig config =
        ClientConfig.of("wss://localhost/ws")
            .withSecurity(ClientSecurity.NONE.withToken("rf_secret"))
            .withWindow(7);
    assertTrue(config.toString().contains("a token"), config.toString());
    assertFalse(config.toString().contains("rf_secret"), config.toString());
  }

  @Test
  void refusesWhatCannotStandInAHeaderWithoutShowingIt() throws Exception {
    for (String bad : new String[] {"", "two words", "line\r\nX: y", "ключ"}) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> ClientSecurity.NONE.withToken(bad), bad);
      assertFalse(refused.getMessage().contains("two words"), refused.getMessage());
    }
    Path empty = Files.writeString(directory.resolve("token"), "\n");
    IOException refused = assertThrows(IOException.class, () -> ClientSecurity.read(empty, null));
    assertTrue(refused.getMessage().contains(empty.toString()), refused.getMessage());
  }

  @Test
  void saysWhichFileHoldsNoCertificate() throws Exception {
    for (String content : new String[] {"", "nonsense"}) {
      Path file = Files.writeString(directory.resolve("trust.pem"), content);
      IOException refused = assertThrows(IOException.class, () -> ClientSecurity.read(null, file));
      assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }
  }
}
