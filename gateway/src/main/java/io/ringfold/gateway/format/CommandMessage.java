package io.ringfold.gateway.format;

import java.util.Map;
import java.util.UUID;

/**
 * A command as it came in, its envelope read, its data not yet held against a type.
 *
 * @param clientId null where it came by HTTP
 * @param data plain values, see {@link Format#read}
 * @param uuid null where the client gave none
 * @param meta as JSON text, from JSON as it came; null for none
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
