package io.ringfold.client;

import java.util.Objects;
import java.util.UUID;

/**
 * A command to send. Immutable where its data and meta are.
 *
 * @param name kebab-case, as the server lists it
 * @param data its fields: a {@link java.util.Map}, a Jackson node, or a record of strings, numbers,
 *     booleans, uuids, lists and records (a component {@code clientId} is sent as {@code
 *     client-id})
 * @param uuid the idempotency key; null: the server derives it from the client's id and counter
 * @param meta facts about the command that are kept with it and come back in updates; null for none
 * @param expectedSeq the server rejects with {@code conflict} where the command's aggregate was
 *     written after this sequence; null for no check
 */
public record Command(String name, Object data, UUID uuid, Object meta, Long expectedSeq) {

  public Command {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(data, "data");
  }

  /** A command with this name and data and nothing else. */
  public static Command of(String name, Object data) {
    return new Command(name, data, null, null, null);
  }

  /**
   * The same with an idempotency key of the caller's: sent again with it, by this client or by any
   * other, the command is processed once.
   */
  public Command withUuid(UUID value) {
    return new Command(name, data, value, meta, expectedSeq);
  }

  public Command withMeta(Object value) {
    return new Command(name, data, uuid, value, expectedSeq);
  }

  public Command withExpectedSeq(long value) {
    return new Command(name, data, uuid, meta, value);
  }
}
