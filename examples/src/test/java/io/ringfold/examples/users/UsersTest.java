package io.ringfold.examples.users;

import static io.ringfold.examples.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Uuid5;
import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.users.UserList.User;
import io.ringfold.examples.users.UsersCommand.RegisterUser;
import io.ringfold.examples.users.UsersEvent.UserRegistered;
import io.ringfold.examples.users.UsersEvent.UserRegistrationFailed;
import io.ringfold.examples.users.UsersQuery.ListUsers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsersTest {
  private static final UUID COMMAND = UUID.fromString("0d7a8f2e-9c1b-4f3d-8e5a-6b7c8d9e0f1a");
  private static final UUID ALICE = UUID.fromString("5c0f6f0e-1d2c-4b3a-9f8e-7d6c5b4a3f2e");

  private static DomainTest<TakenNames> users() {
    return DomainTest.of(Users.DEFINITION);
  }

  @Test
  void aUserIsRegisteredUnderAnIdOfTheContext() {
    users()
        .as(COMMAND)
        .when(new RegisterUser("alice", 42))
        .thenEvents(new UserRegistered(Uuid5.of(COMMAND, "id/0"), "alice", 42))
        .thenState(names -> assertTrue(names.contains("alice")));
  }

  @Test
  void aTakenNameIsKeptAsAFailure() {
    users()
        .given(new UserRegistered(ALICE, "alice", 42))
        .when(new RegisterUser("alice", 7))
        .thenEvents(new UserRegistrationFailed("alice", "name-taken"))
        .thenQuery(new ListUsers(), List.of(new User(ALICE, "alice", 42)))
        .and()
        .when(new RegisterUser("Alice", 7))
        .thenEventTypes(UserRegistered.class);
  }

  @Test
  void aFailureTakesNoName() {
    users()
        .given(new UserRegistrationFailed("bob", "name-taken"))
        .thenState(names -> assertFalse(names.contains("bob")))
        .when(new RegisterUser("bob", 0))
        .thenEventTypes(UserRegistered.class);
  }

  @Test
  void listsUsersInOrderOfRegistration() {
    UUID bob = new UUID(1, 1);
    users()
        .thenQuery(new ListUsers(), List.of())
        .given(new UserRegistered(bob, "bob", 150))
        .given(new UserRegistered(ALICE, "alice", 42))
        .thenQuery(
            new ListUsers(),
            List.of(
                Map.of("id", bob, "name", "bob", "age", 150),
                Map.of("id", ALICE, "name", "alice", "age", 42)));
  }

  @Test
  void refusesWhatNobodyIsCalledAndNoAge() {
    refused("name must not be empty", () -> new RegisterUser("", 42));
    refused(
        "name must have at most 200 characters, had 201",
        () -> new RegisterUser("x".repeat(201), 42));
    refused("age must be from 0 to 150, was -1", () -> new RegisterUser("alice", -1));
    refused("age must be from 0 to 150, was 151", () -> new RegisterUser("alice", 151));
  }

  @Test
  void tellsWhoHasANameAtEachMoment() {
    users()
        .given(new UserRegistered(ALICE, "alice", 42))
        .thenKeyState("alice", Map.of("name", "alice", "id", ALICE))
        .thenKeyState("bob", null);
  }
}
