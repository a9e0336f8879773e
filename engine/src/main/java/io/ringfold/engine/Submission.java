package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import java.util.Objects;
import java.util.UUID;

/**
 * A command on its way in: all that the engine needs to know of it, fixed at ingress. Immutable.
 *
 * @param command its type, from {@link Domains#command}
 * @param data its record, of that type, valid
 * @param uuid the idempotency key
 * @param clientId null where it came without one
 * @param clientSeq the client's own counter; 0 without a clientId
 * @param user null where access is open
 * @param meta opaque to the engine, kept and handed on unchanged (the gateway's: JSON text); null
 *     for none
 * @param expectedSequence reject with {@code conflict} where one of the command's aggregates was
 *     written after this sequence; {@link #ANY_SEQUENCE} for no check
 * @param timeMicros when it came in, since the epoch
 * @param replyTo hears of the outcome once; null for nobody
 */
public record Submission(
    Domains.Command command,
    Object data,
    UUID uuid,
    String clientId,
    long clientSeq,
    String user,
    String meta,
    long expectedSequence,
    long timeMicros,
    ReplyTo replyTo) {

  /** No expectation about what was written before. */
  public static final long ANY_SEQUENCE = -1;

  public Submission {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(uuid, "uuid");
    if (!command.type().type().isInstance(data)) {
      throw new IllegalArgumentException(
          "command "
              + command.type().name()
              + ": data is "
              + data
              + ", not "
              + command.type().type());
    }
  }
}
