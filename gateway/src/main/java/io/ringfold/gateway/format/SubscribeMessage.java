package io.ringfold.gateway.format;

import java.util.List;

/**
 * A wish for a stream of updates as it came in.
 *
 * @param id names the stream on its connection: a String or a Long
 * @param from null for updates from now on, else for those after this sequence
 * @param events names of events; null for all
 * @param updates mine, all or none, not checked yet; null where it does not say
 * @param clientIds whose events are mine; empty where it does not say
 */
public record SubscribeMessage(
    Object id, Long from, List<String> events, String updates, List<String> clientIds) {}
