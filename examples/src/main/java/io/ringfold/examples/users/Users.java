package io.ringfold.examples.users;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.DomainModule;
import io.ringfold.examples.users.UsersCommand.RegisterUser;
import io.ringfold.examples.users.UsersEvent.UserRegistered;
import io.ringfold.examples.users.UsersEvent.UserRegistrationFailed;
import io.ringfold.examples.users.UsersQuery.ListUsers;

/** The users: ids come from the context, and a failure is an event. */
public final class Users implements DomainModule {

  /** The reason of {@link UserRegistrationFailed} where another user has the name. */
  public static final String NAME_TAKEN = "name-taken";

  public static final Domain<TakenNames> DEFINITION =
      Domain.define("users", TakenNames.class, TakenNames::new)
          .command("register-user", RegisterUser.class, Users::register)
          .event("user-registered", 1, UserRegistered.class, TakenNames::registered)
          .event(
              "user-registration-failed",
              1,
              UserRegistrationFailed.class,
              TakenNames::registrationFailed)
          .projection(
              "user-list",
              UserList.class,
              UserList::empty,
              list -> list.on(UserRegistered.class, UserList::registered))
          .query("list-users", ListUsers.class, UserList.class, UserList::list)
          .keyState(TakenNames.Holder.class, TakenNames::holder)
          .role("registrar", "registers users", may -> may.send("register-user"))
          .stateTypes(UserList.User.class)
          .build();

  @Override
  public Domain<TakenNames> domain() {
    return DEFINITION;
  }

  private static Decision register(TakenNames names, RegisterUser command, CommandContext context) {
    if (names.contains(command.name())) {
      return Decision.accept(new UserRegistrationFailed(command.name(), NAME_TAKEN));
    }
    return Decision.accept(new UserRegistered(context.newId(), command.name(), command.age()));
  }
}
