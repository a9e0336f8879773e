/**
 * How much of the server one client may take: connections, messages a second, time to send a
 * request. What is taken of a single connection's memory stands with the connection.
 *
 * <p>{@link io.ringfold.gateway.limits.Admission} knows clients by a name: the user's, or that of
 * their address where access is open. No frame and no format may come in here.
 */
package io.ringfold.gateway.limits;
