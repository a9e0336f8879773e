package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotException;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a rebuild of past read models begins: at the nearest point that is kept in memory or in a
 * snapshot, else before the first record, where the journal still has that.
 *
 * <p>Thread-safe.
 */
final class PastBeginning {
  private static final Logger LOG = LoggerFactory.getLogger(PastBeginning.class);

  private final Domains domains;
  private final TypeCatalog types;
  private final SnapshotStore snapshots;
  private final long firstSequence;
  private final PastPoints points;

  /** Snapshots that were of no use, so that each is told of once. */
  private final Set<Path> passedOver = ConcurrentHashMap.newKeySet();

  /**
   * @param firstSequence that the journal begins with
   */
  PastBeginning(
      Domains domains,
      TypeCatalog types,
      SnapshotStore snapshots,
      long firstSequence,
      PastPoints points) {
    this.domains = domains;
    this.types = types;
    this.snapshots = snapshots;
    this.firstSequence = firstSequence;
    this.points = points;
  }

  /**
   * A fold that stands at or before the target, as near as can be had; null where the records
   * between the nearest and the target are not in the journal any more.
   */
  PastFold before(long target) {
    PastFold fold = new PastFold(domains, types);
    PastPoints.Point kept = points.before(target);
    if (kept != null) {
      fold.load(kept.sequence(), kept.values());
    }
    for (Map.Entry<Long, Path> each : usable().descendingMap().entrySet()) {
      if (each.getKey() > target) {
        continue;
      }
      if (each.getKey() <= fold.sequence()) {
        break;
      }
      Object[] values = read(each.getValue());
      if (values != null) {
        fold.load(each.getKey(), values);
        // to read a snapshot is what costs most: whoever comes near it next is spared that
        points.put(each.getKey(), values);
        break;
      }
    }
    return fold.sequence() + 1 >= firstSequence ? fold : null;
  }

  /** Null where the snapshot is of no use. */
  private Object[] read(Path file) {
    try {
      ReadModels readModels = new ReadModels(domains);
      Snapshot snapshot = ModelImage.readProjections(snapshots, file, domains);
      String misfit = ModelImage.fill(snapshot, readModels, types.eventSignatures());
      if (misfit == null) {
        return readModels.values();
      }
      passOver(file, misfit);
    } catch (SnapshotException e) {
      passOver(file, e.getMessage());
    }
    return null;
  }

  private void passOver(Path file, String why) {
    if (passedOver.add(file)) {
      LOG.warn("past states are not rebuilt from snapshot {}: {}", file, why);
    }
  }

  /** The snapshots that may be begun with, as far as is known, by sequence. */
  private TreeMap<Long, Path> usable() {
    TreeMap<Long, Path> usable = new TreeMap<>(SnapshotStore.files(snapshots.directory()));
    usable
        .entrySet()
        .removeIf(
            each -> each.getKey() + 1 < firstSequence || passedOver.contains(each.getValue()));
    return usable;
  }

  /** Their sequences, the lowest first. Reads the directory. */
  List<Long> snapshots() {
    return List.copyOf(usable().keySet());
  }

  /**
   * The earliest sequence that can be asked for. Reads the directory of snapshots where older
   * segments were archived.
   *
   * @param newest can be asked for anyway
   */
  long earliest(long newest) {
    if (firstSequence == 1) {
      return 0;
    }
    TreeMap<Long, Path> usable = usable();
    long earliest = usable.isEmpty() ? newest : Math.min(newest, usable.firstKey());
    List<Long> kept = points.sequences();
    return kept.isEmpty() ? earliest : Math.min(earliest, kept.get(0));
  }

  /** That the journal begins with. */
  long firstSequence() {
    return firstSequence;
  }
}
