package io.ringfold.examples.users;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.examples.users.UsersEvent.UserRegistered;
import io.ringfold.examples.users.UsersQuery.ListUsers;
import java.util.List;
import java.util.UUID;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/** The read model: every user, in order of registration. Immutable. */
public record UserList(PVector<User> users) {

  /** A user as listed. */
  record User(UUID id, String name, int age) {}

  static UserList empty() {
    return new UserList(TreePVector.empty());
  }

  UserList registered(UserRegistered event, EventContext context) {
    return new UserList(users.plus(new User(event.id(), event.name(), event.age())));
  }

  List<User> list(ListUsers query) {
    return users;
  }
}
