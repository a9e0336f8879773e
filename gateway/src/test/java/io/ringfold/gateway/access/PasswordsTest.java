package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PasswordsTest {

  private static boolean matches(String password, String hash) {
    return Passwords.matches(password.toCharArray(), hash);
  }

  @Test
  void knowsAPasswordByItsHashOnly() {
    String hash = Passwords.hash("correct horse".toCharArray());
    assertNull(Passwords.flaw(hash), hash);
    assertTrue(matches("correct horse", hash));
    assertFalse(matches("correct horsE", hash));
    assertFalse(matches("", hash));
    assertFalse(matches("x".repeat(Passwords.MAX_CHARS + 1), hash));
    assertNotEquals(
        hash, Passwords.hash("correct horse".toCharArray()), "two hashes have two salts");
  }

  @Test
  void isNobodysWhereThereIsNone() {
    assertFalse(matches("correct horse", null));
  }

  @Test
  void takesAPasswordFromWhateverKeyboard() {
    String composed = Passwords.hash("sch\u00f6nes Wetter".toCharArray());
    assertTrue(matches("scho\u0308nes Wetter", composed));
  }

  @Test
  void verifiesWhatTheReferenceImplementationMade() {
    // argon2 "saltsaltsaltsalt" -id -t 2 -k 19456 -p 1 -l 32 -e, of phc-winner-argon2
    assertNull(Passwords.flaw(REFERENCE));
    assertTrue(matches("correct horse", REFERENCE));
    assertFalse(matches("correct horse ", REFERENCE));
  }

  private static final String REFERENCE =
      "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA"
          + "$AdweBLwcflnNX2HVW8i1Mtu7frrn4Ki7h/rYSGuU7Is";

  @Test
  void refusesPasswordsThatAreTooShortOrTooLong() {
    assertNotNull(Passwords.complaint("1234567".toCharArray()));
    assertNull(Passwords.complaint("12345678".toCharArray()));
    assertNotNull(Passwords.complaint("x".repeat(Passwords.MAX_CHARS + 1).toCharArray()));
    assertEquals(
        "the password has 0 characters, must have at least 8; several words make a good one",
        Passwords.complaint(new char[0]));
  }
}
