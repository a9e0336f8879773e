package io.ringfold.engine.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * All domains that one engine serves: finds a command, event or query by its name. Immutable and
 * thread-safe.
 */
public final class Domains {

  /** A command and the place of its domain in {@link #all()}. */
  public record Command(int domainIndex, Domain<?> domain, Domain.CommandType<?, ?> type) {}

  /** An event and the place of its domain in {@link #all()}. */
  public record Event(int domainIndex, Domain<?> domain, Domain.EventType<?, ?> type) {}

  /** A retired event and the place of its domain in {@link #all()}. */
  public record Retired(int domainIndex, Domain<?> domain, Domain.RetiredEvent type) {}

  /** A query and the place of its domain in {@link #all()}. */
  public record Query(int domainIndex, Domain<?> domain, Domain.QueryType<?, ?> type) {}

  /** A version of a migration and the place of its domain in {@link #all()}. */
  public record Migration(int domainIndex, Domain<?> domain, MigrationType<?> type) {}

  private final List<Domain<?>> all;
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final Map<String, Event> events = new LinkedHashMap<>();
  private final Map<String, Retired> retiredEvents = new LinkedHashMap<>();
  private final Map<Class<?>, Event> eventsByType = new LinkedHashMap<>();
  private final Map<String, Query> queries = new LinkedHashMap<>();
  private final Map<String, TreeMap<Integer, Migration>> migrations = new LinkedHashMap<>();
  private final Command migrate;
  private final Event migrated;

  private Domains(List<Domain<?>> domains) {
    all = List.copyOf(domains);
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Domain<?> domain = all.get(i);
      putNew(names, "domain", domain.name(), domain.name());
      for (Domain.CommandType<?, ?> type : domain.commands()) {
        putNew(commands, "command", type.name(), new Command(i, domain, type));
      }
      for (Domain.EventType<?, ?> type : domain.events()) {
        Event event = new Event(i, domain, type);
        putNew(events, "event", type.name(), event);
        if (eventsByType.putIfAbsent(type.type(), event) != null) {
          throw new IllegalArgumentException(
              "event class " + type.type().getName() + " is defined in two domains");
        }
      }
      for (Domain.RetiredEvent type : domain.retiredEvents()) {
        putNew(retiredEvents, "retired event", type.name(), new Retired(i, domain, type));
      }
      for (Domain.QueryType<?, ?> type : domain.queries()) {
        putNew(queries, "query", type.name(), new Query(i, domain, type));
      }
      for (MigrationType<?> type : domain.migrations()) {
        add(new Migration(i, domain, type));
      }
    }
    migrate =
        new Command(all.size(), EngineDomain.DEFINITION, EngineDomain.DEFINITION.commands().get(0));
    migrated =
        new Event(all.size(), EngineDomain.DEFINITION, EngineDomain.DEFINITION.events().get(0));
    requireFree(names, "domain", EngineDomain.NAME);
    requireFree(commands, "command", Migrate.COMMAND);
    requireFree(events, "event", Migrated.EVENT);
    requireFree(retiredEvents, "retired event", Migrated.EVENT);
    for (String retired : retiredEvents.keySet()) {
      if (events.containsKey(retired)) {
        throw new IllegalArgumentException(
            "event " + retired + " is retired in one domain and defined in another");
      }
    }
  }

  private void add(Migration migration) {
    String name = migration.type().name();
    TreeMap<Integer, Migration> versions = migrations.computeIfAbsent(name, any -> new TreeMap<>());
    if (!versions.isEmpty() && versions.firstEntry().getValue().domain() != migration.domain()) {
      throw new IllegalArgumentException("migration " + name + " is defined in two domains");
    }
    versions.put(migration.type().version(), migration);
  }

  private static void requireFree(Map<String, ?> names, String kind, String name) {
    if (names.containsKey(name)) {
      throw new IllegalArgumentException(
          kind + " " + name + ": the engine's own has this name in the journal; choose another");
    }
  }

  /**
   * These domains, in this order.
   *
   * @throws IllegalArgumentException where two use one name
   */
  public static Domains of(Domain<?>... domains) {
    return new Domains(List.of(domains));
  }

  /** These domains, in this order; see {@link #of(Domain[])}. */
  public static Domains of(Collection<? extends Domain<?>> domains) {
    return new Domains(List.copyOf(domains));
  }

  /** Every {@link DomainModule} that the class loader finds as a service, in order of name. */
  public static Domains load(ClassLoader loader) {
    List<Domain<?>> found = new ArrayList<>();
    for (DomainModule module : ServiceLoader.load(DomainModule.class, loader)) {
      found.add(module.domain());
    }
    found.sort((a, b) -> a.name().compareTo(b.name()));
    return new Domains(found);
  }

  public List<Domain<?>> all() {
    return all;
  }

  /** The command of this name, or null. */
  public Command command(String name) {
    return commands.get(name);
  }

  /** The event of this name, the engine's own too, or null. */
  public Event event(String name) {
    return name.equals(Migrated.EVENT) ? migrated : events.get(name);
  }

  /** The event of this class, the engine's own too, or null. */
  public Event event(Class<?> type) {
    return type == Migrated.class ? migrated : eventsByType.get(type);
  }

  /** The retired event of this name, or null. */
  public Retired retired(String name) {
    return retiredEvents.get(name);
  }

  /** The query of this name, or null. */
  public Query query(String name) {
    return queries.get(name);
  }

  /** This version of a migration, or null. */
  public Migration migration(String name, int version) {
    TreeMap<Integer, Migration> versions = migrations.get(name);
    return versions == null ? null : versions.get(version);
  }

  /** The highest version of a migration, or null. */
  public Migration migration(String name) {
    TreeMap<Integer, Migration> versions = migrations.get(name);
    return versions == null ? null : versions.lastEntry().getValue();
  }

  /** Every version of every migration. */
  public List<Migration> migrations() {
    return migrations.values().stream().flatMap(versions -> versions.values().stream()).toList();
  }

  /**
   * The engine's own command, {@link Migrate}, which no client sends and {@link #command(String)}
   * does not find. The place of its domain is behind those of all others.
   */
  public Command migrate() {
    return migrate;
  }

  /** The command that a journal holds under this name, the engine's own too, or null. */
  public Command journaledCommand(String name) {
    return name.equals(Migrate.COMMAND) ? migrate : commands.get(name);
  }

  /** The engine's own event, {@link Migrated}; see {@link #migrate()}. */
  public Event migrated() {
    return migrated;
  }

  /** The commands of the domains. */
  public Collection<Command> commands() {
    return commands.values();
  }

  /** The events of the domains. */
  public Collection<Event> events() {
    return events.values();
  }

  public Collection<Retired> retiredEvents() {
    return retiredEvents.values();
  }

  public Collection<Query> queries() {
    return queries.values();
  }

  private static <V> void putNew(Map<String, V> map, String kind, String name, V value) {
    if (map.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(kind + " " + name + " is defined in two domains");
    }
  }
}
