package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
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

  @Test
  void agreesWithAPlainHashOfAnyName() throws NoSuchAlgorithmException {
    UUID namespace = UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    for (String clientId :
        List.of("", "a", "zoë", "\uD83D\uDE00", "x".repeat(3_000), "é".repeat(300))) {
      assertEquals(plain(namespace, clientId), Uuid5.of(namespace, clientId));
      for (long seq : new long[] {0, 9, 10, 12345, -7, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertEquals(
            plain(Uuid5.COMMAND_NAMESPACE, clientId + "/" + seq), Uuid5.ofCommand(clientId, seq));
      }
    }
    for (int index : new int[] {0, 9, 10, 99, 100, Integer.MAX_VALUE}) {
      assertEquals(plain(namespace, Integer.toString(index)), Uuid5.ofEvent(namespace, index));
    }
  }

  private static UUID plain(UUID namespace, String name) throws NoSuchAlgorithmException {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer input = ByteBuffer.allocate(16 + text.length);
    input.putLong(namespace.getMostSignificantBits());
    input.putLong(namespace.getLeastSignificantBits());
    input.put(text);
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(input.array());
    hash[6] = (byte) (hash[6] & 0x0F | 0x50);
    hash[8] = (byte) (hash[8] & 0x3F | 0x80);
    ByteBuffer output = ByteBuffer.wrap(hash);
    return new UUID(output.getLong(), output.getLong());
  }
}
