package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.PersistentMap;
import io.ringfold.engine.domain.PersistentStack;
import io.ringfold.snapshots.Forcer;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import io.ringfold.snapshots.SnapshotTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Model} as a snapshot: which parts it has, which classes they are of, there and back.
 *
 * <p>States are parts, all of them or none. Projections are values beside them, each under its name
 * and the version of its code: a snapshot may lack some, because they were being rebuilt when it
 * was taken, or hold others than the domains of today have. How events were read is a value too:
 * whoever wants projections alone has to know that, and need not read the states for it.
 */
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
    types.add(PersistentMap.class);
    types.add(PersistentStack.class);
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
    parts.put(DEDUP, model.aggregates().dedup().image());
    parts.put(WRITES, model.aggregates().writes().image());
    AppliedMigrations migrations = model.aggregates().migrations();
    if (!migrations.all().isEmpty()) {
      parts.put(MIGRATIONS, migrations.image());
    }
    Map<String, String> valueNames = valueNames(model.domains());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(EVENTS, model.types().eventSignatures());
    model.readModels().forEach((name, value) -> values.put(valueNames.get(name), value));
    return store.write(model.sequence(), model.timeMicros(), model.stateHashBytes(), parts, values);
  }

  /** What each projection's value is called in a snapshot. */
  private static Map<String, String> valueNames(Domains domains) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Domain<?> domain : domains.all()) {
      for (Domain.ProjectionType<?> projection : domain.projections()) {
        String name = ReadModels.name(domain.name(), projection.name());
        names.put(name, PROJECTION + name + "/" + projection.version());
      }
    }
    return names;
  }

  /**
   * Fills a fresh model from the newest snapshot that holds all of it, and says which; empty for
   * none.
   */
  static Optional<SnapshotInfo> load(SnapshotStore store, long upToSequence, Model model) {
    for (long upTo = upToSequence; ; ) {
      Optional<Snapshot> found = store.newestValid(upTo, allProcessors());
      if (found.isEmpty()) {
        return Optional.empty();
      }
      SnapshotInfo info = found.get().info();
      List<String> missing = missing(found.get(), model.domains());
      if (missing.isEmpty()) {
        Optional<SnapshotInfo> filled = fill(found.get(), model);
        if (filled.isPresent()) {
          return filled;
        }
      } else {
        LOG.info("snapshot {} is not used here: it does not hold {}", info.file(), missing);
      }
      upTo = info.sequence() - 1;
    }
  }

  /**
   * Fills a fresh model from the newest snapshot whose states fit, and says which; empty for none.
   * Projections that it does not hold, or not of this version and these classes, are missing from
   * the model then.
   *
   * @param threads to read it by, or fewer; beside a running pipeline, one is enough
   */
  static Optional<SnapshotInfo> loadStates(
      SnapshotStore store, long upToSequence, Model model, int threads) {
    return loadStates(store, upToSequence, model, name -> true, threads);
  }

  /** The same without any projection: all of them are missing from the model then. */
  static Optional<SnapshotInfo> loadStatesAlone(
      SnapshotStore store, long upToSequence, Model model) {
    return loadStates(store, upToSequence, model, EVENTS::equals, 1);
  }

  private static Optional<SnapshotInfo> loadStates(
      SnapshotStore store, long upToSequence, Model model, Predicate<String> values, int threads) {
    for (long upTo = upToSequence; ; ) {
      Optional<Snapshot> found = store.newestValid(upTo, values, threads);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Optional<SnapshotInfo> filled = fill(found.get(), model);
      if (filled.isPresent()) {
        return filled;
      }
      upTo = found.get().info().sequence() - 1;
    }
  }

  /** The projections that a snapshot does not hold as these domains have them. */
  static List<String> missing(Snapshot snapshot, Domains domains) {
    List<String> missing = new ArrayList<>();
    valueNames(domains)
        .forEach(
            (name, valueName) -> {
              if (!snapshot.values().containsKey(valueName)) {
                missing.add(name);
              }
            });
    return missing;
  }

  /**
   * Fills a fresh model from a snapshot; empty where its states do not fit the domains. Projections
   * may be missing from the model then, see {@link #missing}.
   */
  static Optional<SnapshotInfo> fill(Snapshot snapshot, Model model) {
    SnapshotInfo info = snapshot.info();
    Map<String, Object> parts = snapshot.parts();
    Set<String> expected = new LinkedHashSet<>();
    model.states().keySet().forEach(name -> expected.add(STATE + name));
    expected.add(DEDUP);
    expected.add(WRITES);
    if (parts.containsKey(MIGRATIONS)) {
      expected.add(MIGRATIONS);
    }
    if (!parts.keySet().equals(expected) || !snapshot.values().containsKey(EVENTS)) {
      LOG.warn(
          "snapshot {} passed over: it holds {}, these domains have {}; replaying instead",
          info.file(),
          parts.keySet(),
          expected);
      return Optional.empty();
    }
    String otherEvent = readOtherwise(snapshot, model.types().eventSignatures());
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
    model.projections().load(projections(snapshot, model.domains()));
    return Optional.of(info);
  }

  /** The projections of a snapshot by name; null for those that it does not hold. */
  private static Map<String, Object> projections(Snapshot snapshot, Domains domains) {
    Map<String, Object> projections = new LinkedHashMap<>();
    valueNames(domains)
        .forEach((name, value) -> projections.put(name, snapshot.values().get(value)));
    return projections;
  }

  /** How many threads read a snapshot that everything else waits for. */
  static int allProcessors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Reads of a snapshot what {@link #fill(Snapshot, ReadModels, Map)} needs. */
  static Snapshot readProjections(SnapshotStore store, Path file, Domains domains) {
    Set<String> wanted = new HashSet<>(valueNames(domains).values());
    wanted.add(EVENTS);
    return store.readValues(file, wanted::contains);
  }

  /**
   * Fills read models alone, of the same domains, from a snapshot that holds all of them.
   *
   * @param today how this program reads each event
   * @return why it does not fit, and nothing was filled; null where it does
   */
  static String fill(Snapshot snapshot, ReadModels readModels, Map<String, String> today) {
    List<String> missing = missing(snapshot, readModels.domains());
    if (!missing.isEmpty()) {
      return "it does not hold the projections " + missing + " as these domains have them";
    }
    if (!snapshot.values().containsKey(EVENTS)) {
      return "it does not say how events were read when it was taken";
    }
    String otherEvent = readOtherwise(snapshot, today);
    if (otherEvent != null) {
      return "event " + otherEvent + " was read in another way when it was taken";
    }
    readModels.load(projections(snapshot, readModels.domains()));
    return null;
  }

  /**
   * An event that the snapshot was made of and that is read otherwise today, which would give
   * another state; null for none. One that came later is no difference: there is none before.
   */
  private static String readOtherwise(Snapshot snapshot, Map<String, String> today) {
    Map<?, ?> then = (Map<?, ?>) snapshot.values().get(EVENTS);
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
