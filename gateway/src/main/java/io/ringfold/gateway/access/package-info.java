/**
 * Who is there and what they may do: users and their passwords, sessions, tokens, roles, TLS.
 *
 * <pre>
 *   users file ─► UserDirectory ─┐                      ┌─► Sessions, LoginThrottle, Passwords
 *                                ├─► Access ─► Caller ──┤
 *   Domains ─► Permissions ──────┘                      └─► Lease: ends a stream whose caller lost access
 * </pre>
 *
 * <p>Every request gets a {@link io.ringfold.gateway.access.Caller} of {@link
 * io.ringfold.gateway.access.Access}, and everything it may do is asked of {@link
 * io.ringfold.gateway.access.Permissions}. No HTTP and no wire format may come in here.
 *
 * <p>Secrets (passwords, session ids, tokens) are never logged, and only their hashes are kept.
 */
package io.ringfold.gateway.access;
