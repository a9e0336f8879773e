package io.ringfold.engine;

import io.ringfold.engine.domain.Batch;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventContext;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.domain.MigrationType;
import io.ringfold.engine.record.RecordView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The current value of every projection, folded event by event. A projection may be missing: then
 * it has no value, folds nothing, and waits for {@link #put}. Values that {@link #values()} or
 * {@link #byName()} gave are immutable and may be handed to other threads, this object not: between
 * two such calls all events are one {@link Batch}, and a fold may change what it made itself.
 *
 * <p>Single-threaded.
 */
final class ReadModels {
  private record Binding(int place, Domain.Fold<Object, Object> fold) {}

  private static final Binding[] NONE = {};

  private final Domains domains;

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<Class<?>, Binding[]> bindings = new IdentityHashMap<>();
  private final Object[] values;
  private final Context context = new Context();

  ReadModels(Domains domains) {
    this.domains = domains;
    List<Object> initial = new ArrayList<>();
    for (Domain<?> domain : domains.all()) {
      for (Domain.ProjectionType<?> projection : domain.projections()) {
        add(domain, projection, initial);
      }
    }
    values = initial.toArray();
  }

  /** One projection alone, from its beginning. */
  ReadModels(Domains domains, Domain<?> domain, Domain.ProjectionType<?> projection) {
    this.domains = domains;
    List<Object> initial = new ArrayList<>();
    add(domain, projection, initial);
    values = initial.toArray();
  }

  @SuppressWarnings("unchecked")
  private void add(
      Domain<?> domain, Domain.ProjectionType<?> projection, List<Object> initialValues) {
    int place = initialValues.size();
    initialValues.add(projection.initial().get());
    names.add(name(domain.name(), projection.name()));
    places.put(names.get(place), place);
    projection
        .folds()
        .forEach(
            (type, fold) -> {
              Binding[] before = bindings.getOrDefault(type, NONE);
              Binding[] after = Arrays.copyOf(before, before.length + 1);
              after[before.length] = new Binding(place, (Domain.Fold<Object, Object>) fold);
              bindings.put(type, after);
            });
  }

  /** What a projection is called among those of all domains. */
  static String name(String domain, String projection) {
    return domain + "/" + projection;
  }

  /** Where the projection's value stands in {@link #values()}. */
  int place(String name) {
    return places.get(name);
  }

  /** Begins the events of a command. */
  void command(long sequence, long timeMicros, UUID uuid, String user) {
    context.sequence = sequence;
    context.timeMicros = timeMicros;
    context.uuid = uuid;
    context.user = user;
    context.time = null;
    context.unread = null;
  }

  /** The same of a uuid that is made only where a fold asks for it. */
  void command(long sequence, long timeMicros, long uuidMsb, long uuidLsb, String user) {
    command(sequence, timeMicros, null, user);
    context.uuidMsb = uuidMsb;
    context.uuidLsb = uuidLsb;
  }

  /** Begins the events of a record; most folds look at little of it, and only that is read. */
  void command(long sequence, RecordView commandRecord) {
    command(
        sequence,
        commandRecord.timeMicros(),
        commandRecord.uuidMsb(),
        commandRecord.uuidLsb(),
        null);
    context.unread = commandRecord;
  }

  /** Folds an event of the command begun last into every projection that wants it. */
  void fold(int index, Object event) {
    if (event instanceof Migrated migrated) {
      context.index = index;
      migrate(migrated);
      return;
    }
    Binding[] wanted = bindings.get(event.getClass());
    if (wanted == null) {
      return;
    }
    context.index = index;
    for (Binding binding : wanted) {
      if (values[binding.place()] != null) {
        replace(
            binding.place(), binding.fold().fold(values[binding.place()], event, context), event);
      }
    }
  }

  @SuppressWarnings("unchecked") // the definition pairs migrations and read models
  private void migrate(Migrated event) {
    Domains.Migration migration = Migrations.require(domains, event);
    migration
        .type()
        .models()
        .forEach(
            (projection, transformation) -> {
              Integer place = places.get(name(event.domain(), projection));
              if (place != null && values[place] != null) {
                replace(
                    place,
                    ((MigrationType.ModelTransformation<Object>) transformation)
                        .transform(values[place], context),
                    event);
              }
            });
  }

  private void replace(int place, Object next, Object event) {
    if (next == null) {
      throw new IllegalStateException(
          "projection " + names.get(place) + " folded to null at " + event);
    }
    values[place] = next;
  }

  /** Whether any projection folds events of this class. */
  boolean wants(Class<?> eventType) {
    return eventType == Migrated.class || bindings.containsKey(eventType);
  }

  /** A copy of the current values, which stay as they are; null where a projection is missing. */
  Object[] values() {
    endBatch();
    return values.clone();
  }

  /** The values of those that are not missing; they stay as they are. */
  Map<String, Object> byName() {
    endBatch();
    Map<String, Object> byName = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        byName.put(names.get(i), values[i]);
      }
    }
    return byName;
  }

  /** No later event has this batch: so nobody changes any more what it has made. */
  private void endBatch() {
    context.batch = new Batch();
  }

  /** Replaces the values by those that {@link #values()} gave. */
  void load(Object[] all) {
    System.arraycopy(all, 0, values, 0, values.length);
  }

  Domains domains() {
    return domains;
  }

  /** All projections, missing or not. */
  List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /** Those that have no value. */
  List<String> missing() {
    return names.stream().filter(name -> values[place(name)] == null).toList();
  }

  /** Replaces the values; those that are not there are missing from now on. */
  void load(Map<String, Object> byName) {
    for (int i = 0; i < values.length; i++) {
      values[i] = byName.get(names.get(i));
    }
  }

  /** Folds no projection any more: all of them are missing, until they are loaded. */
  void leaveOut() {
    Arrays.fill(values, null);
  }

  /** Gives one projection another value, which reflects as much as those of the others do. */
  void put(String name, Object value) {
    values[place(name)] = value;
  }

  private static final class Context implements EventContext {
    private long sequence;
    private int index;
    private long timeMicros;
    private UUID uuid;
    private long uuidMsb;
    private long uuidLsb;
    private String user;
    private Instant time;
    private Batch batch = new Batch();

    /** Where the user still stands; null once it is read. */
    private RecordView unread;

    @Override
    public long sequence() {
      return sequence;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public UUID commandId() {
      if (uuid == null) {
        uuid = new UUID(uuidMsb, uuidLsb);
      }
      return uuid;
    }

    @Override
    public Instant time() {
      if (time == null) {
        time = Micros.toInstant(timeMicros);
      }
      return time;
    }

    @Override
    public Batch batch() {
      return batch;
    }

    @Override
    public long timeMicros() {
      return timeMicros;
    }

    @Override
    public String user() {
      if (unread != null) {
        user = unread.user();
        unread = null;
      }
      return user;
    }
  }
}
