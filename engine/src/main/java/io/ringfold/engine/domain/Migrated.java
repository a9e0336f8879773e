package io.ringfold.engine.domain;

/**
 * The engine's own event: the whole state of a domain was changed by a {@link MigrationType}. It
 * does not hold the state: whoever replays it calls the function again, and finds by the hashes
 * whether that did the same.
 *
 * @param domain whose state it is
 * @param name of the migration
 * @param version of the migration
 * @param hashBefore SHA-256 of the domain's state that the function was given, in hexadecimal
 * @param hashAfter of the one that it made
 * @param pauseNs how long the decide thread did nothing else, in nanoseconds
 */
public record Migrated(
    String domain, String name, int version, String hashBefore, String hashAfter, long pauseNs) {

  /** What the event is called in the journal; no domain may define one of this name. */
  public static final String EVENT = "migrated";

  /** Whether both tell of one migration, whatever state it met. */
  public boolean isOfSameMigration(Migrated other) {
    return domain.equals(other.domain) && name.equals(other.name) && version == other.version;
  }
}
