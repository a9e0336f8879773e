package io.ringfold.examples.users;

import io.ringfold.engine.domain.Key;
import io.ringfold.examples.Require;

/** What may be asked: to become a user. */
public sealed interface UsersCommand {

  /** The highest age that is believed, in years. */
  int MAX_AGE = 150;

  /** Registers a user; names differ in upper and lower case. */
  record RegisterUser(@Key String name, int age) implements UsersCommand {
    public RegisterUser {
      Require.id("name", name);
      Require.between("age", age, 0, MAX_AGE);
    }
  }
}
