package io.ringfold.snapshots;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State images in a directory, one file each, named by the sequence that they stand for.
 *
 * <p>A write goes to a temporary file, is forced, renamed and the directory forced: under its final
 * name a snapshot is whole. Any thread, one write at a time.
 */
public final class SnapshotStore {

  /**
   * @param directory is made where it is missing
   * @param types what may stand in a snapshot; decides the shape fingerprint
   */
  public SnapshotStore(Path directory, SnapshotTypes types) {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes an image.
   *
   * @param sequence the last one that the image reflects
   * @param timeMicros of that record, since the epoch
   * @param stateHash of the image's state, kept in the header
   * @param parts the objects of the image by name, in order; their graphs are not changed meanwhile
   * @throws SnapshotException where it could not be written; no file is left under the final name
   */
  public SnapshotInfo write(
      long sequence, long timeMicros, byte[] stateHash, Map<String, Object> parts) {
    throw new UnsupportedOperationException();
  }

  /**
   * The newest image that stands for no more than {@code upToSequence} and can be read: right
   * format, whole, and of the same shape as {@link SnapshotTypes}. What is passed over on the way
   * is logged as a warning with its name and the reason.
   */
  public Optional<Snapshot> newestValid(long upToSequence) {
    throw new UnsupportedOperationException();
  }

  /** What stands in the directory, newest first, from the headers alone; needs no types. */
  public static List<SnapshotInfo> list(Path directory) {
    throw new UnsupportedOperationException();
  }
}
