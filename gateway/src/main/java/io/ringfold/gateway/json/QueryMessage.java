package io.ringfold.gateway.json;

import java.util.Map;

/**
 * A query as it came in, its envelope read, its data not yet held against a type.
 *
 * @param data plain values, see {@link JsonValues}
 * @param asOfSequence null for the newest state
 * @param minSequence null for no wait
 */
public record QueryMessage(String name, Map<String, ?> data, Long asOfSequence, Long minSequence) {}
