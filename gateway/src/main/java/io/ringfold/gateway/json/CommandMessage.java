package io.ringfold.gateway.json;

import java.util.Map;
import java.util.UUID;

/**
 * A command as it came in, its envelope read, its data not yet held against a type.
 *
 * @param data plain values, see {@link JsonValues}
 * @param uuid null where the client gave none
 * @param meta the JSON text as it came; null for none
 * @param expectedSequence null for no expectation
 */
public record CommandMessage(
    String clientId,
    long clientSeq,
    String name,
    Map<String, ?> data,
    UUID uuid,
    String meta,
    Long expectedSequence) {}
