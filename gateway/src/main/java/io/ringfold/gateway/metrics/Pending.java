package io.ringfold.gateway.metrics;

/**
 * What waits to be sent to clients now.
 *
 * @param connections how many there are
 * @param bytes over all of them
 * @param mostBytes of the one with the most
 */
public record Pending(int connections, long bytes, long mostBytes) {}
