package io.ringfold.gateway.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Who may reach the server, and how. Immutable.
 *
 * @param users the users file; null where access is open
 * @param sessionIdle how long a session lives of which nothing is heard
 * @param sessionMax how long it lives at most
 * @param publicOrigins where browsers find the server besides its own address, like {@code
 *     https://ringfold.example}
 * @param behindProxy whether everybody comes through a proxy, which does TLS and whose
 *     X-Forwarded-For can be believed
 * @param tls the certificate and key; null for none
 */
public record AccessConfig(
    Path users,
    Duration sessionIdle,
    Duration sessionMax,
    Set<String> publicOrigins,
    boolean behindProxy,
    TlsFiles tls) {

  public AccessConfig {
    publicOrigins = Set.copyOf(publicOrigins);
  }

  /** Whether browsers reach the server by https only. */
  public boolean isSecure() {
    return tls != null || behindProxy;
  }
}
