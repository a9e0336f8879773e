package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class Uuid5Test {

  @Test
  void agreesWithTheExampleOfTheRfc() {
    // RFC 9562, appendix A.4
    assertEquals(
        UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
        Uuid5.of(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));
  }

  @Test
  void makesCommandAndEventIdsOfTheContractsNames() {
    assertEquals(
        Uuid5.of(UUID.fromString("6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55"), "me/17"),
        Uuid5.ofCommand("me", 17));
    UUID command = UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    assertEquals(Uuid5.of(command, "3"), Uuid5.ofEvent(command, 3));
  }
}
