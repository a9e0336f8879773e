package io.ringfold.gateway.format;

import java.time.Instant;
import java.util.Map;

/**
 * A query as it came in, its envelope read, its data not yet held against a type.
 *
 * @param data plain values, see {@link Format#read}
 * @param asOfSequence null for the newest state, or where a time was given
 * @param asOfTime null for the newest state, or where a sequence was given
 * @param minSequence null for no wait
 * @param progress whether the client wants to hear how far a past state is that it waits for
 */
public record QueryMessage(
    String name,
    Map<String, ?> data,
    Long asOfSequence,
    Instant asOfTime,
    Long minSequence,
    boolean progress) {}
