package io.ringfold.examples.users;

import io.ringfold.engine.domain.Key;
import java.util.UUID;

/** What happened among the users. */
public sealed interface UsersEvent {

  /** A user was registered. */
  record UserRegistered(UUID id, @Key String name, int age) implements UsersEvent {}

  /**
   * Somebody tried to register and could not.
   *
   * @param reason stable, kebab-case: {@code name-taken}
   */
  record UserRegistrationFailed(@Key String name, String reason) implements UsersEvent {}
}
