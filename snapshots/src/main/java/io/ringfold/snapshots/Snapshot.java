package io.ringfold.snapshots;

import java.util.Map;

/** An image that was read back: its header and its parts by name. */
public record Snapshot(SnapshotInfo info, Map<String, Object> parts) {}
