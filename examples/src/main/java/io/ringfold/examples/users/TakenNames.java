package io.ringfold.examples.users;

import io.ringfold.examples.users.UsersEvent.UserRegistered;
import io.ringfold.examples.users.UsersEvent.UserRegistrationFailed;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What decisions look at: who has which name. */
public final class TakenNames {

  /** Who has a name. */
  record Holder(String name, UUID id) {}

  private final Map<String, UUID> holders = new HashMap<>();

  boolean contains(String name) {
    return holders.containsKey(name);
  }

  /** Who has this name now; null for nobody. */
  Holder holder(String name) {
    UUID id = holders.get(name);
    return id == null ? null : new Holder(name, id);
  }

  void registered(UserRegistered event) {
    holders.put(event.name(), event.id());
  }

  void registrationFailed(UserRegistrationFailed event) {
    // A fact for the record; it changes no later decision.
  }
}
