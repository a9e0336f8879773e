package io.ringfold.snapshots;

import java.nio.file.Path;

/**
 * The header of a snapshot.
 *
 * @param timeMicros of the record with that sequence, since the epoch
 * @param stateHash of the state in it, lower-case hexadecimal
 * @param shape the fingerprint of the classes in it, lower-case hexadecimal
 */
public record SnapshotInfo(
    long sequence, long timeMicros, String stateHash, String shape, long bytes, Path file) {}
