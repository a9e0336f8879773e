package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final SteppingClock clock = new SteppingClock();
  private final Sessions sessions =
      new Sessions(clock, Duration.ofMinutes(30), Duration.ofHours(2));
  private final User ada = User.of("ada", null, new TreeSet<>(List.of("teller")));
  private final Users users = new Users(List.of(ada));

  @Test
  void areKnownByTheirIdOnly() {
    String id = sessions.begin(ada);
    assertEquals("ada", sessions.caller(id, users).user());
    assertEquals(ada.roles(), sessions.caller(id, users).roles());
    assertNull(sessions.caller(Secrets.random(), users));
    assertNull(sessions.caller("", users));
    assertNull(sessions.caller("x".repeat(100_000), users));
    assertNull(sessions.caller(Secrets.hash(id), users), "what is kept opens nothing");
  }

  @Test
  void endWhenNothingIsHeardOfThem() {
    String id = sessions.begin(ada);
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofMinutes(29));
      assertNotNull(sessions.caller(id, users));
    }
    clock.advance(Duration.ofMinutes(30));
    assertNull(sessions.caller(id, users));
  }

  @Test
  void endAfterTheirTimeHoweverMuchTheyAreUsed() {
    String id = sessions.begin(ada);
    for (int minutes = 20; minutes < 120; minutes += 20) {
      clock.advance(Duration.ofMinutes(20));
      assertNotNull(sessions.caller(id, users));
    }
    clock.advance(Duration.ofMinutes(20));
    assertNull(sessions.caller(id, users));
    sessions.sweep(users);
    assertEquals(0, sessions.count());
  }

  @Test
  void endWithTheirUserTheirPasswordOrTheirRevocation() {
    for (Users changed :
        List.of(
            users.without("ada"),
            // removed and added again, between two looks at the file
            new Users(List.of(User.of("ada", null, ada.roles()))),
            users.with(ada.withPassword(Passwords.hash("correct horse".toCharArray()))),
            users.with(ada.withoutAccess()))) {
      String id = sessions.begin(ada);
      assertNotNull(sessions.caller(id, users));
      assertNull(sessions.caller(id, changed));
    }
  }

  @Test
  void haveTheRolesThatTheirUserHasNow() {
    String id = sessions.begin(ada);
    Users promoted = users.with(ada.withRoles(new TreeSet<>(List.of("auditor"))));
    assertEquals(new TreeSet<>(List.of("auditor")), sessions.caller(id, promoted).roles());
  }

  @Test
  void areSoManyForOneUserAtMost() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Sessions.MAX_PER_USER; i++) {
      ids.add(sessions.begin(ada));
      clock.advance(Duration.ofSeconds(1));
    }
    assertNotNull(sessions.caller(ids.get(0), users));
    clock.advance(Duration.ofSeconds(1));
    ids.add(sessions.begin(ada));
    assertEquals(Sessions.MAX_PER_USER, sessions.count());
    assertNotNull(sessions.caller(ids.get(0), users), "it was used last");
    assertNull(sessions.caller(ids.get(1), users), "it was used least");
  }

  @Test
  void endWhenTheyAreSignedOut() {
    String id = sessions.begin(ada);
    String other = sessions.begin(ada);
    sessions.end(id);
    sessions.end("no such session");
    assertNull(sessions.caller(id, users));
    assertNotNull(sessions.caller(other, users));
  }
}
