package io.ringfold.gateway.format;

import java.util.UUID;

/**
 * The wish to carry out a migration, as it came in.
 *
 * @param version null for the highest there is
 * @param uuid null where the operator gave none
 */
public record MigrationMessage(String name, Integer version, UUID uuid) {}
