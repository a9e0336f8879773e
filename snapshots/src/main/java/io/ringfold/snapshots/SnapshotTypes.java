package io.ringfold.snapshots;

import java.util.List;

/**
 * The classes that may stand in a snapshot, with explicit ids, and their common shape fingerprint.
 * Immutable and thread-safe.
 */
public final class SnapshotTypes {

  /**
   * These classes beside the built-in ones (java.lang values, UUID, Instant, BigDecimal, the
   * java.util collections, PCollections, Optional); the place in the list gives the id.
   */
  public static SnapshotTypes of(List<Class<?>> types) {
    throw new UnsupportedOperationException();
  }

  /** Hexadecimal; differs where names, ids, field names or field types of the classes differ. */
  public String fingerprint() {
    throw new UnsupportedOperationException();
  }
}
