package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind a proxy, which says whom it speaks for. */
@Timeout(300)
class SecuredProxyTest {
  @TempDir Path directory;

  private static int guess(SecuredServer server, int number, String forwardedFor) throws Exception {
    return server
        .send(
            "POST",
            "/login",
            "{\"user\":\"nobody" + number + "\",\"password\":\"a guess\"}",
            "X-Forwarded-For",
            forwardedFor)
        .statusCode();
  }

  @Test
  void slowsDownTheAddressThatTheProxyNamesAndNoOther() throws Exception {
    try (SecuredServer server = new SecuredServer(directory, "behind-proxy", "true")) {
      int guesses = 0;
      // what the client wrote itself stands before it, and does not help
      while (guess(server, guesses, "198.51.100." + guesses % 250 + ", 203.0.113.9") != 429) {
        assertTrue(guesses++ < 200, "each wait is longer than the one before");
      }
      assertTrue(guesses >= 10, "some are free");
      assertEquals(401, guess(server, 1_000, "203.0.113.9, 203.0.113.10"), "somebody else");
      assertEquals(401, guess(server, 1_001, "no address"), "the proxy itself");
    }
  }

  @Test
  void setsACookieForTheBrowsersHttps() throws Exception {
    try (SecuredServer server = new SecuredServer(directory, "behind-proxy", "true")) {
      HttpResponse<String> response = server.login("ada", SecuredServer.PASSWORD);
      String cookie = response.headers().firstValue("set-cookie").orElseThrow();
      assertTrue(cookie.startsWith("__Host-ringfold="), cookie);
      assertTrue(cookie.contains("Secure"), cookie);
      String own = server.gateway.url().replace("http:", "https:");
      String sent = cookie.split(";")[0];
      assertEquals(200, server.statusOf("GET", "/", "", "Cookie", sent, "Origin", own));
      assertEquals(
          403, server.statusOf("GET", "/", "", "Cookie", sent, "Origin", server.gateway.url()));
    }
  }
}
