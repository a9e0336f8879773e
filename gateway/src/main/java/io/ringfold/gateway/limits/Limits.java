package io.ringfold.gateway.limits;

import java.time.Duration;

/**
 * What clients may take of the server. Immutable.
 *
 * @param maxConnections WebSocket connections and update streams at once, of all clients
 * @param maxConnectionsPerClient of these, from one address, and of one user
 * @param maxRate messages and requests a second of one client, a second's worth at once; 0 for any
 *     number
 * @param receiveTimeout how long the head of a request, its body, or a WebSocket message may take
 *     to arrive, from its first byte to its last
 */
public record Limits(
    int maxConnections, int maxConnectionsPerClient, int maxRate, Duration receiveTimeout) {}
