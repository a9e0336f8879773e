package io.ringfold.gateway.websocket;

/**
 * What one connection may take of the server.
 *
 * @param maxFrameBytes a longer text frame closes the connection with 1009
 * @param maxPendingBytes updates that would go beyond are left out and told as a gap; twice that
 *     cuts the connection
 * @param maxInFlight commands and queries without an answer yet, more get {@code busy}
 * @param maxSubscriptions named streams of updates, more get {@code busy}
 * @param maxResultBytes a longer result of a query is refused with {@code message-too-large}
 */
public record ConnectionLimits(
    int maxFrameBytes,
    int maxPendingBytes,
    int maxInFlight,
    int maxSubscriptions,
    int maxResultBytes) {}
