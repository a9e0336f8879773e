package io.ringfold.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The migrations that have happened, in their order. One thread adds; any thread may read, and what
 * it reads may not be settled yet.
 */
final class AppliedMigrations {
  private volatile List<AppliedMigration> all = List.of();

  void add(AppliedMigration migration) {
    List<AppliedMigration> more = new ArrayList<>(all);
    more.add(migration);
    all = List.copyOf(more);
  }

  List<AppliedMigration> all() {
    return all;
  }

  /** The last one of this name and version; null for none. */
  AppliedMigration last(String domain, String name, int version) {
    AppliedMigration last = null;
    for (AppliedMigration each : all) {
      if (each.isOf(domain, name, version)) {
        last = each;
      }
    }
    return last;
  }

  /** As it stands in a snapshot: of built-in types alone, so that older snapshots keep fitting. */
  ArrayList<Object> image() {
    ArrayList<Object> image = new ArrayList<>();
    for (AppliedMigration each : all) {
      image.add(
          new Object[] {
            each.domain(),
            each.name(),
            each.version(),
            each.sequence(),
            each.timeMicros(),
            each.user(),
            each.uuid(),
            each.hashBefore(),
            each.hashAfter(),
            each.pauseNs()
          });
    }
    return image;
  }

  /** Replaces what there is by what {@link #image()} gave. */
  void load(List<?> image) {
    List<AppliedMigration> loaded = new ArrayList<>();
    for (Object each : image) {
      Object[] fields = (Object[]) each;
      loaded.add(
          new AppliedMigration(
              (String) fields[0],
              (String) fields[1],
              (Integer) fields[2],
              (Long) fields[3],
              (Long) fields[4],
              (String) fields[5],
              (UUID) fields[6],
              (String) fields[7],
              (String) fields[8],
              (Long) fields[9]));
    }
    all = List.copyOf(loaded);
  }
}
