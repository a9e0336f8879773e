package io.ringfold.engine.domain;

/**
 * The engine's own command: change the whole state of a domain by a {@link MigrationType} that it
 * declares. Only an operator's call makes one.
 *
 * @param domain whose state it is
 * @param name of the migration
 * @param version of the migration
 */
public record Migrate(String domain, String name, int version) {

  /** What the command is called in the journal; no domain may define one of this name. */
  public static final String COMMAND = "migrate";
}
