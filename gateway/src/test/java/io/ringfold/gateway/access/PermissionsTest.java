package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domains;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Over the sample domains: bank has tellers and auditors, users have registrars. */
class PermissionsTest {
  private final Permissions permissions =
      new Permissions(Domains.load(PermissionsTest.class.getClassLoader()));

  private static Caller caller(String... roles) {
    return new Caller(
        "ada",
        Set.of(roles),
        new Credential() {
          @Override
          public boolean isValid(Users users, Instant now) {
            return true;
          }

          @Override
          public void used(Instant now) {}
        });
  }

  @Test
  void theRolesAreThoseOfTheDomainsAndOfTheServer() {
    assertEquals(
        "[admin, analyst, auditor, registrar, teller]",
        new TreeSet<>(permissions.roles().keySet()).toString());
  }

  @Test
  void aCommandOrQueryThatSomeRoleNamesNeedsOneOfItsRoles() {
    assertTrue(permissions.maySend(caller("teller"), "deposit"));
    assertTrue(permissions.maySend(caller("registrar", "teller"), "deposit"));
    assertFalse(permissions.maySend(caller("auditor"), "deposit"));
    assertFalse(permissions.maySend(caller(), "deposit"));
    assertTrue(permissions.mayAsk(caller("auditor"), "total"));
    assertFalse(permissions.mayAsk(caller("teller"), "total"));
    assertTrue(permissions.mayAsk(caller("teller"), "get-balance"));
    assertEquals("the role teller", permissions.whoMaySend("deposit"));
    assertEquals("one of the roles auditor, teller", permissions.whoMayAsk("get-balance"));
  }

  @Test
  void whatNoRoleNamesIsForEveryUser() {
    assertTrue(permissions.maySend(caller(), "visit-page"));
    assertTrue(permissions.mayAsk(caller(), "list-users"));
    assertTrue(permissions.maySeeAll(caller(), "page-view"));
    assertEquals("every user", permissions.whoMaySeeAll("page-view"));
  }

  @Test
  void anotherUsersEventsNeedARoleThatSeesThem() {
    assertTrue(permissions.maySee(caller(), "deposited", "ada"), "one's own");
    assertFalse(permissions.maySee(caller(), "deposited", "ben"));
    assertFalse(permissions.maySee(caller(), "deposited", null));
    assertFalse(permissions.maySee(caller("teller"), "deposited", "ben"));
    assertTrue(permissions.maySee(caller("auditor"), "deposited", "ben"));
    assertTrue(permissions.maySeeCommand(caller("auditor"), "deposit", "ben"));
    assertTrue(permissions.maySeeCommand(caller(), "deposit", "ada"));
    assertFalse(permissions.maySeeCommand(caller("teller"), "deposit", "ben"));
    assertTrue(permissions.maySeeCommand(caller(), "visit-page", "ben"));
    assertFalse(permissions.maySeeCommand(caller("auditor"), "no-longer-known", "ben"));
  }

  @Test
  void anAdminMayDoEverythingAndSoMayAnybodyWhereAccessIsOpen() {
    for (Caller each : new Caller[] {caller("admin"), Caller.OPEN}) {
      assertTrue(permissions.maySend(each, "deposit"));
      assertTrue(permissions.mayAsk(each, "total"));
      assertTrue(permissions.maySeeAll(each, "deposited"));
      assertTrue(permissions.maySee(each, "deposited", "ben"));
      assertTrue(permissions.maySeeCommand(each, "deposit", "ben"));
      assertTrue(permissions.maySeeCommand(each, "no-longer-known", "ben"));
    }
  }
}
