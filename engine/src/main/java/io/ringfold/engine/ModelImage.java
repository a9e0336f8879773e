package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.snapshots.Forcer;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import io.ringfold.snapshots.SnapshotTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Model} as a snapshot: which parts it has, which classes they are of, there and back. */
final class ModelImage {
  private static final Logger LOG = LoggerFactory.getLogger(ModelImage.class);
  private static final String STATE = "state/";
  private static final String PROJECTION = "projection/";
  private static final String DEDUP = "dedup";
  private static final String WRITES = "writes";

  /** How the program that took the snapshot read each event. */
  private static final String EVENTS = "events";

  /** The migrations that have happened; there only where there were some. */
  private static final String MIGRATIONS = "migrations";

  private ModelImage() {}

  /** The snapshots of these domains in a directory, to write to and read from. */
  static SnapshotStore store(Path directory, Domains domains, Forcer forcer) {
    return new SnapshotStore(directory, types(domains), forcer);
  }

  /** The same on the real disk. */
  static SnapshotStore store(Path directory, Domains domains) {
    return new SnapshotStore(directory, types(domains));
  }

  /** What may stand in the image of these domains. */
  static SnapshotTypes types(Domains domains) {
    Set<Class<?>> types = new LinkedHashSet<>();
    types.add(DedupWindow.Image.class);
    types.add(WriteIndex.Image.class);
    for (Domain<?> domain : domains.all()) {
      types.add(domain.stateType());
      domain.projections().forEach(projection -> types.add(projection.type()));
      types.addAll(domain.stateTypes());
    }
    // collections are built in
    types.removeIf(
        type ->
            type.getName().startsWith("java.") || type.getName().startsWith("org.pcollections."));
    return SnapshotTypes.of(new ArrayList<>(types));
  }

  static SnapshotInfo write(SnapshotStore store, Model model) {
    Map<String, Object> parts = new LinkedHashMap<>();
    model.states().forEach((name, state) -> parts.put(STATE + name, state));
    model.readModels().forEach((name, value) -> parts.put(PROJECTION + name, value));
    parts.put(DEDUP, model.aggregates().dedup().image());
    parts.put(WRITES, model.aggregates().writes().image());
    parts.put(EVENTS, model.types().eventSignatures());
    AppliedMigrations migrations = model.aggregates().migrations();
    if (!migrations.all().isEmpty()) {
      parts.put(MIGRATIONS, migrations.image());
    }
    return store.write(model.sequence(), model.timeMicros(), model.stateHashBytes(), parts);
  }

  /** Fills a fresh model from the newest snapshot that fits; returns which, or empty for none. */
  static Optional<SnapshotInfo> load(SnapshotStore store, long upToSequence, Model model) {
    Optional<Snapshot> found = store.newestValid(upToSequence);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return fill(found.get(), model);
  }

  /** Fills a fresh model from a snapshot; empty where it does not fit the domains. */
  static Optional<SnapshotInfo> fill(Snapshot snapshot, Model model) {
    SnapshotInfo info = snapshot.info();
    Map<String, Object> parts = snapshot.parts();
    Set<String> expected = new LinkedHashSet<>();
    model.states().keySet().forEach(name -> expected.add(STATE + name));
    model.readModels().keySet().forEach(name -> expected.add(PROJECTION + name));
    expected.add(DEDUP);
    expected.add(WRITES);
    expected.add(EVENTS);
    if (parts.containsKey(MIGRATIONS)) {
      expected.add(MIGRATIONS);
    }
    if (!parts.keySet().equals(expected)) {
      LOG.warn(
          "snapshot {} passed over: it holds {}, these domains have {}; replaying instead",
          info.file(),
          parts.keySet(),
          expected);
      return Optional.empty();
    }
    String otherEvent = readOtherwise(parts, model.types().eventSignatures());
    if (otherEvent != null) {
      LOG.warn(
          "snapshot {} passed over: event {} was read in another way when it was taken;"
              + " replaying instead",
          info.file(),
          otherEvent);
      return Optional.empty();
    }
    model
        .aggregates()
        .load(
            info.sequence(),
            info.timeMicros(),
            withPrefix(parts, STATE),
            (DedupWindow.Image) parts.get(DEDUP),
            (WriteIndex.Image) parts.get(WRITES),
            (List<?>) parts.getOrDefault(MIGRATIONS, List.of()));
    model.projections().load(withPrefix(parts, PROJECTION));
    return Optional.of(info);
  }

  /**
   * Fills read models alone, of the same domains, from a snapshot.
   *
   * @param today how this program reads each event
   * @return why it does not fit, and nothing was filled; null where it does
   */
  static String fill(Snapshot snapshot, ReadModels readModels, Map<String, String> today) {
    Map<String, Object> values = withPrefix(snapshot.parts(), PROJECTION);
    Set<String> expected = readModels.byName().keySet();
    if (!values.keySet().equals(expected)) {
      return "it holds the projections " + values.keySet() + ", these domains have " + expected;
    }
    String otherEvent = readOtherwise(snapshot.parts(), today);
    if (otherEvent != null) {
      return "event " + otherEvent + " was read in another way when it was taken";
    }
    readModels.load(values);
    return null;
  }

  /**
   * An event that the snapshot was made of and that is read otherwise today, which would give
   * another state; null for none. One that came later is no difference: there is none before.
   */
  private static String readOtherwise(Map<String, Object> parts, Map<String, String> today) {
    Map<?, ?> then = (Map<?, ?>) parts.get(EVENTS);
    for (Map.Entry<?, ?> each : then.entrySet()) {
      if (!each.getValue().equals(today.get(each.getKey()))) {
        return (String) each.getKey();
      }
    }
    return null;
  }

  private static Map<String, Object> withPrefix(Map<String, Object> parts, String prefix) {
    Map<String, Object> found = new LinkedHashMap<>();
    parts.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), value);
          }
        });
    return found;
  }
}
