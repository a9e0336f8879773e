package io.ringfold.snapshots;

import java.util.Map;

/**
 * An image that was read back: its header, its parts by name, and those of its values whose classes
 * are what they were.
 *
 * @param unreadable the names of the other values, and why each could not be read
 */
public record Snapshot(
    SnapshotInfo info,
    Map<String, Object> parts,
    Map<String, Object> values,
    Map<String, String> unreadable) {}
