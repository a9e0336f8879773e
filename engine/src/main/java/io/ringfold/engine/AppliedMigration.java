package io.ringfold.engine;

import java.util.UUID;

/**
 * A migration that has happened.
 *
 * @param domain whose state was changed
 * @param name of the migration
 * @param version of the migration
 * @param sequence of its record
 * @param timeMicros when it was asked for, in microseconds since the epoch
 * @param user who asked for it; null where access was open
 * @param uuid under which it was asked for
 * @param hashBefore SHA-256 of the domain's state before it, in hexadecimal
 * @param hashAfter of the domain's state after it
 * @param pauseNs how long commands had to wait for it, in nanoseconds
 */
public record AppliedMigration(
    String domain,
    String name,
    int version,
    long sequence,
    long timeMicros,
    String user,
    UUID uuid,
    String hashBefore,
    String hashAfter,
    long pauseNs) {

  boolean isOf(String otherDomain, String otherName, int otherVersion) {
    return domain.equals(otherDomain) && name.equals(otherName) && version == otherVersion;
  }
}
