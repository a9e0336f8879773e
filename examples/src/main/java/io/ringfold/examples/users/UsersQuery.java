package io.ringfold.examples.users;

/** What may be asked about the users. */
public sealed interface UsersQuery {

  /** Every user, in order of registration. */
  record ListUsers() implements UsersQuery {}
}
