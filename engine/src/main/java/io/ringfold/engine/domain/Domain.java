package io.ringfold.engine.domain;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The definition of one domain: every command, event, projection and query by name, type and
 * handler. The engine routes, validates, journals and publishes by it; nothing is found by
 * scanning.
 *
 * <pre>{@code
 * Domain.define("bank", Accounts.class, Accounts::new)
 *     .command("transfer", Transfer.class, Bank::decideTransfer)
 *     .rejection("insufficient-funds", "the account holds less than the amount")
 *     .event("transfer-debited", 1, TransferDebited.class, Accounts::debited)
 *     .projection("balances", Balances.class, Balances::empty,
 *         p -> p.on(TransferDebited.class, Balances::debited))
 *     .query("get-balance", GetBalance.class, Balances.class, Balances::balance)
 *     .keyState(Balance.class, Accounts::balanceOf)
 *     .role("teller", "serves customers", may -> may.send("transfer").ask("get-balance"))
 *     .stateTypes(Account.class)
 *     .build();
 * }</pre>
 *
 * <p><b>Names</b> are kebab-case. Commands and queries are unique in a server, events too.
 *
 * <p><b>Types</b> of commands, events and queries are records. Their components may be boolean,
 * int, long, double, String, UUID, Instant, BigDecimal, enums, records of these, List, Map with
 * String keys, and Optional; a component {@code clientId} is called {@code client-id} outside.
 * Every component is required unless it is an Optional. A compact constructor validates: an {@link
 * IllegalArgumentException} from it refuses the input with its message.
 *
 * <p><b>Events</b> outlive the code that wrote them. A record that changes gets a higher version
 * and an {@link EventHistory}; one that is no longer written is {@link Builder#retired retired}.
 * What is to become of all state at once, without an event for each part of it, is a {@link
 * MigrationType}.
 *
 * <p><b>State</b> is one mutable object that only the engine's decide thread touches, and only
 * {@link Evolver}s change. <b>Read models</b> are immutable values, read by any number of threads.
 *
 * <p><b>Roles</b> say who may do what, where a server knows its users. A command or query that no
 * role names is open to whoever is signed in, and so are all updates unless a role sees them; where
 * access is open, roles have no effect. The server checks them before a command gets anywhere near
 * the state, so a rule that depends on state is a {@link Decider}'s, by {@link
 * CommandContext#user()}.
 *
 * <p>Instances are immutable and thread-safe.
 *
 * @param <S> the type of the domain's state
 */
public final class Domain<S> {

  /** Reads state, never changes it; no clock, no randomness, no I/O but what the context gives. */
  @FunctionalInterface
  public interface Decider<S, C> {
    Decision decide(S state, C command, CommandContext context);
  }

  /** Changes state by a fact. Cannot refuse: what it throws stops the engine. */
  @FunctionalInterface
  public interface Evolver<S, E> {
    void evolve(S state, E event);
  }

  /** Tells what the state is of one key; reads it, and hands out nothing that it will change. */
  @FunctionalInterface
  public interface KeyReader<S, V> {
    V read(S state, String key);
  }

  /** Makes the next read model of the last one and an event; the last one stays as it is. */
  @FunctionalInterface
  public interface Fold<P, E> {
    P fold(P model, E event, EventContext context);
  }

  /** Answers a query from a read model. May be slow: it runs apart from the pipeline. */
  @FunctionalInterface
  public interface QueryHandler<P, Q> {
    Object answer(P model, Q query);
  }

  /** A command by name, type and handler. */
  public record CommandType<S, C>(String name, Class<C> type, Decider<S, C> decider) {}

  /**
   * An event by name, version, type and handler. A changed shape needs a higher version.
   *
   * @param changes since version 1, in ascending order of versions; see {@link EventHistory}
   */
  public record EventType<S, E>(
      String name, int version, Class<E> type, Evolver<S, E> evolver, List<EventChange> changes) {}

  /**
   * An event that the domain had once and the journal may still hold.
   *
   * @param lastVersion that it had
   * @param upcaster gives what takes its place
   */
  public record RetiredEvent(String name, int lastVersion, Upcaster upcaster) {

    /** Whether nothing takes its place, so that its fields need not be read. */
    public boolean isSkipped() {
      return upcaster == SKIP;
    }
  }

  /** What the state of one aggregate is, by its key: a record, and how it is read. */
  public record KeyState<S, V>(Class<V> type, KeyReader<S, V> reader) {

    /** The state of the aggregate with this key; null where there is none. */
    public V of(S state, String key) {
      return reader.read(state, key);
    }
  }

  /**
   * A read model by name, version of its code and type, with the events that it folds. Code that
   * folds otherwise needs a higher version: what the older code folded is not used any more then.
   */
  public record ProjectionType<P>(
      String name,
      int version,
      Class<P> type,
      Supplier<P> initial,
      Map<Class<?>, Fold<P, ?>> folds) {}

  /** A query by name and type, with the read model that it asks. */
  public record QueryType<P, Q>(
      String name, Class<Q> type, String projection, QueryHandler<P, Q> handler) {}

  /**
   * What the users of a role may do beyond what every signed-in user may.
   *
   * @param meaning one line for whoever gives roles to users
   * @param commands that it may send, by name
   * @param queries that it may ask, by name
   * @param seesAllUpdates whether it may follow the events that others cause, not only its own
   */
  public record Role(
      String name,
      String meaning,
      Set<String> commands,
      Set<String> queries,
      boolean seesAllUpdates) {

    /** The role that every server has: it may do everything, so no domain declares it. */
    public static final String ADMIN = "admin";
  }

  private static final Upcaster SKIP = fields -> List.of();
  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final String name;
  private final Class<S> stateType;
  private final Supplier<S> initialState;
  private final List<CommandType<S, ?>> commands;
  private final List<EventType<S, ?>> events;
  private final List<RetiredEvent> retiredEvents;
  private final List<ProjectionType<?>> projections;
  private final List<QueryType<?, ?>> queries;
  private final List<MigrationType<S>> migrations;
  private final List<Role> roles;
  private final Map<String, String> rejections;
  private final List<Class<?>> stateTypes;
  private final KeyState<S, ?> keyState;

  private Domain(Builder<S> builder) {
    name = builder.name;
    stateType = builder.stateType;
    initialState = builder.initialState;
    commands = List.copyOf(builder.commands.values());
    events = List.copyOf(builder.events.values());
    retiredEvents = List.copyOf(builder.retiredEvents.values());
    projections = List.copyOf(builder.projections.values());
    queries = List.copyOf(builder.queries.values());
    migrations = List.copyOf(builder.migrations.values());
    roles = List.copyOf(builder.roles.values());
    rejections = Map.copyOf(builder.rejections);
    stateTypes = List.copyOf(builder.stateTypes);
    keyState = builder.keyState;
  }

  /**
   * Begins a definition.
   *
   * @param name of the domain and of its aggregate, kebab-case
   * @param initialState makes the state before the first event; called for each rebuild
   */
  public static <S> Builder<S> define(String name, Class<S> stateType, Supplier<S> initialState) {
    return new Builder<>(name, stateType, initialState);
  }

  public String name() {
    return name;
  }

  public Class<S> stateType() {
    return stateType;
  }

  public Supplier<S> initialState() {
    return initialState;
  }

  /** In the order of definition, like all lists here. */
  public List<CommandType<S, ?>> commands() {
    return commands;
  }

  public List<EventType<S, ?>> events() {
    return events;
  }

  /** Those that are only read, and never written any more. */
  public List<RetiredEvent> retiredEvents() {
    return retiredEvents;
  }

  public List<ProjectionType<?>> projections() {
    return projections;
  }

  public List<QueryType<?, ?>> queries() {
    return queries;
  }

  /** Each version by itself. */
  public List<MigrationType<S>> migrations() {
    return migrations;
  }

  /** Who may do what; empty where every signed-in user may do everything. */
  public List<Role> roles() {
    return roles;
  }

  /** The codes that this domain rejects with, and what each means. */
  public Map<String, String> rejections() {
    return rejections;
  }

  /** The classes that stand inside state and read models, for snapshots, in the order given. */
  public List<Class<?>> stateTypes() {
    return stateTypes;
  }

  /** Whether any of its events carries a {@link Key}, so that aggregates are told apart by it. */
  public boolean isKeyed() {
    return isKeyed(events);
  }

  private static boolean isKeyed(Collection<? extends EventType<?, ?>> events) {
    return events.stream()
        .flatMap(event -> Arrays.stream(event.type().getRecordComponents()))
        .anyMatch(component -> component.isAnnotationPresent(Key.class));
  }

  /** How the state of one aggregate is read; null where the domain does not say. */
  public KeyState<S, ?> keyState() {
    return keyState;
  }

  /** Collects a definition; every mistake is an {@link IllegalArgumentException} that names it. */
  public static final class Builder<S> {
    private final String name;
    private final Class<S> stateType;
    private final Supplier<S> initialState;
    private final Map<String, CommandType<S, ?>> commands = new LinkedHashMap<>();
    private final Map<String, EventType<S, ?>> events = new LinkedHashMap<>();
    private final Map<String, RetiredEvent> retiredEvents = new LinkedHashMap<>();
    private final Map<String, ProjectionType<?>> projections = new LinkedHashMap<>();
    private final Map<String, QueryType<?, ?>> queries = new LinkedHashMap<>();
    private final Map<String, MigrationType<S>> migrations = new LinkedHashMap<>();
    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, String> rejections = new LinkedHashMap<>();
    private final Set<Class<?>> stateTypes = new LinkedHashSet<>();
    private KeyState<S, ?> keyState;

    private Builder(String name, Class<S> stateType, Supplier<S> initialState) {
      this.name = kebabCase("domain", name);
      this.stateType = Objects.requireNonNull(stateType, "stateType");
      this.initialState = Objects.requireNonNull(initialState, "initialState");
    }

    /** A command: its name, its record, and the function that decides it. */
    public <C> Builder<S> command(String commandName, Class<C> type, Decider<S, C> decider) {
      requireRecord("command", commandName, type);
      putNew(commands, "command", commandName, new CommandType<>(commandName, type, decider));
      return this;
    }

    /** An event: its name and version, its record, and the function that changes state by it. */
    public <E> Builder<S> event(
        String eventName, int version, Class<E> type, Evolver<S, E> evolver) {
      return event(eventName, version, type, evolver, unchanged -> {});
    }

    /**
     * An event that was different once: its name and version, its record, the function that changes
     * state by it, and what each version since the second changed.
     */
    public <E> Builder<S> event(
        String eventName,
        int version,
        Class<E> type,
        Evolver<S, E> evolver,
        Consumer<EventHistory> past) {
      requireRecord("event", eventName, type);
      requireVersion("event", eventName, version);
      for (EventType<S, ?> other : events.values()) {
        if (other.type() == type) {
          throw new IllegalArgumentException(
              "event " + eventName + ": " + type.getName() + " is already event " + other.name());
        }
      }
      EventHistory history = new EventHistory(eventName, version);
      past.accept(history);
      putNew(
          events,
          "event",
          eventName,
          new EventType<>(eventName, version, type, evolver, history.changes()));
      return this;
    }

    /**
     * An event that there is no more, of whatever version up to the last that it had: what the
     * journal holds of it is skipped.
     */
    public Builder<S> retired(String eventName, int lastVersion) {
      return retired(eventName, lastVersion, SKIP);
    }

    /**
     * An event that there is no more, of whatever version up to the last that it had: what the
     * journal holds of it is lifted into other events of this domain. The upcaster gets the fields
     * as they were written, so of different names where versions differed.
     */
    public Builder<S> retired(String eventName, int lastVersion, Upcaster upcaster) {
      Objects.requireNonNull(upcaster, "upcaster");
      requireVersion("event", eventName, lastVersion);
      putNew(
          retiredEvents,
          "retired event",
          eventName,
          new RetiredEvent(eventName, lastVersion, upcaster));
      return this;
    }

    /** A code that commands of this domain may be rejected with, and what it means. */
    public Builder<S> rejection(String code, String meaning) {
      putNew(rejections, "rejection", code, Objects.requireNonNull(meaning, "meaning"));
      return this;
    }

    /** A read model of version 1: its name, its type, how it starts, the events that it folds. */
    public <P> Builder<S> projection(
        String projectionName,
        Class<P> type,
        Supplier<P> initial,
        Consumer<ProjectionBuilder<P>> definition) {
      return projection(projectionName, 1, type, initial, definition);
    }

    /**
     * A read model: its name, the version of its code, its type, how it starts, and the events that
     * it folds. Give it the next version whenever it folds otherwise than before: a server that
     * finds another version in its snapshot fills the projection anew from the journal, while it
     * serves everything else.
     */
    public <P> Builder<S> projection(
        String projectionName,
        int version,
        Class<P> type,
        Supplier<P> initial,
        Consumer<ProjectionBuilder<P>> definition) {
      requireVersion("projection", projectionName, version);
      ProjectionBuilder<P> folds = new ProjectionBuilder<>(projectionName);
      definition.accept(folds);
      putNew(
          projections,
          "projection",
          projectionName,
          new ProjectionType<>(projectionName, version, type, initial, Map.copyOf(folds.folds)));
      return this;
    }

    /** A query: its name, its record, the type of the read model, and the function that answers. */
    public <P, Q> Builder<S> query(
        String queryName, Class<Q> type, Class<P> modelType, QueryHandler<P, Q> handler) {
      requireRecord("query", queryName, type);
      List<String> models =
          projections.values().stream()
              .filter(projection -> projection.type() == modelType)
              .map(ProjectionType::name)
              .toList();
      if (models.size() != 1) {
        throw new IllegalArgumentException(
            "query "
                + queryName
                + ": "
                + models.size()
                + " projections of type "
                + modelType.getName()
                + ", must be one, and defined before the query");
      }
      putNew(queries, "query", queryName, new QueryType<>(queryName, type, models.get(0), handler));
      return this;
    }

    /** A migration that concerns the state alone; see {@link MigrationType}. */
    public Builder<S> migration(
        String migrationName,
        int version,
        String meaning,
        MigrationType.Transformation<S> transformation) {
      return migration(migrationName, version, meaning, transformation, nothing -> {});
    }

    /**
     * A migration: its name and version, what it is for in one line, the function that makes the
     * new state, and what becomes of read models; see {@link MigrationType}.
     */
    public Builder<S> migration(
        String migrationName,
        int version,
        String meaning,
        MigrationType.Transformation<S> transformation,
        Consumer<MigrationType.Builder> definition) {
      MigrationType.Builder more = new MigrationType.Builder(kebabCase("migration", migrationName));
      definition.accept(more);
      MigrationType<S> type =
          new MigrationType<>(migrationName, version, meaning, transformation, more);
      if (migrations.putIfAbsent(migrationName + "/" + version, type) != null) {
        throw new IllegalArgumentException(
            "migration " + migrationName + " version " + version + " is defined twice");
      }
      return this;
    }

    /**
     * A role: its name, what it means in one line, and what it may do. What some role may do, users
     * without such a role may not. Another domain may declare the same name: who has it may do what
     * both allow.
     */
    public Builder<S> role(String roleName, String meaning, Consumer<RoleBuilder> definition) {
      if (Role.ADMIN.equals(roleName)) {
        throw new IllegalArgumentException(
            "role admin: every server has it, and it may do everything; choose another name");
      }
      RoleBuilder may = new RoleBuilder(roleName);
      definition.accept(may);
      putNew(
          roles,
          "role",
          roleName,
          new Role(
              roleName,
              Objects.requireNonNull(meaning, "meaning"),
              Set.copyOf(may.commands),
              Set.copyOf(may.queries),
              may.seesAllUpdates));
      return this;
    }

    /**
     * What the state of one aggregate is, for those who look at its history. The function gets the
     * domain's whole state and a key, as the events carry it, and gives a record of the components
     * that events may have; null where there is no such aggregate (yet, or any more). The record
     * must not change when the state does: it is made anew, or of values that never change. It is
     * asked of states that were rebuilt from the journal, and never of the one that decides.
     */
    public <V> Builder<S> keyState(Class<V> type, KeyReader<S, V> reader) {
      requireRecord("state by key of domain", name, type);
      if (keyState != null) {
        throw new IllegalArgumentException("domain " + name + " says twice what its keyState is");
      }
      keyState = new KeyState<>(type, Objects.requireNonNull(reader, "reader"));
      return this;
    }

    /** The classes that stand inside state and read models; snapshots know no others. */
    public Builder<S> stateTypes(Class<?>... types) {
      stateTypes.addAll(List.of(types));
      return this;
    }

    /** The definition, checked as a whole. */
    public Domain<S> build() {
      for (String retired : retiredEvents.keySet()) {
        if (events.containsKey(retired)) {
          throw new IllegalArgumentException(
              "event " + retired + " is retired, and defined too: leave one of them");
        }
      }
      for (ProjectionType<?> projection : projections.values()) {
        for (Class<?> folded : projection.folds().keySet()) {
          if (events.values().stream().noneMatch(event -> event.type() == folded)) {
            throw new IllegalArgumentException(
                "projection "
                    + projection.name()
                    + " folds "
                    + folded.getName()
                    + ", which is no event of domain "
                    + name);
          }
        }
      }
      if (keyState != null && !isKeyed(events.values())) {
        throw new IllegalArgumentException(
            "domain "
                + name
                + " says what its keyState is, but none of its events carries a @Key: mark the"
                + " component that names the aggregate");
      }
      for (Role role : roles.values()) {
        requireDefined(role, "command", role.commands(), commands.keySet());
        requireDefined(role, "query", role.queries(), queries.keySet());
      }
      Domain<S> domain = new Domain<>(this);
      migrations.values().forEach(migration -> migration.requireProjections(domain));
      return domain;
    }

    private void requireDefined(
        Role role, String kind, Set<String> named, Set<String> definedNames) {
      for (String each : named) {
        if (!definedNames.contains(each)) {
          throw new IllegalArgumentException(
              "role " + role.name() + ": there is no " + kind + " " + each + " in domain " + name);
        }
      }
    }

    private static void requireVersion(String kind, String name, int version) {
      if (version < 1) {
        throw new IllegalArgumentException(
            kind + " " + name + ": version=" + version + ", must be 1 or more");
      }
    }

    private static void requireRecord(String kind, String name, Class<?> type) {
      if (!type.isRecord()) {
        throw new IllegalArgumentException(
            kind + " " + name + ": " + type.getName() + " is not a record");
      }
    }

    private static <V> void putNew(Map<String, V> map, String kind, String name, V value) {
      if (map.putIfAbsent(kebabCase(kind, name), value) != null) {
        throw new IllegalArgumentException(kind + " " + name + " is defined twice");
      }
    }

    private static String kebabCase(String kind, String name) {
      if (name == null || !KEBAB_CASE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            kind + " name \"" + name + "\": must be kebab-case, like open-account");
      }
      return name;
    }
  }

  /** Collects the events that a projection folds. */
  public static final class ProjectionBuilder<P> {
    private final String name;
    private final Map<Class<?>, Fold<P, ?>> folds = new LinkedHashMap<>();

    private ProjectionBuilder(String name) {
      this.name = name;
    }

    /** Folds events of this type. */
    public <E> ProjectionBuilder<P> on(Class<E> eventType, Fold<P, E> fold) {
      if (folds.putIfAbsent(eventType, fold) != null) {
        throw new IllegalArgumentException(
            "projection " + name + " folds " + eventType.getName() + " twice");
      }
      return this;
    }
  }

  /** Collects what a role may do. */
  public static final class RoleBuilder {
    private final String name;
    private final Set<String> commands = new LinkedHashSet<>();
    private final Set<String> queries = new LinkedHashSet<>();
    private boolean seesAllUpdates;

    private RoleBuilder(String name) {
      this.name = name;
    }

    /** These commands of the domain, by name. */
    public RoleBuilder send(String... commandNames) {
      addNew(commands, "command", commandNames);
      return this;
    }

    /** These queries of the domain, by name. */
    public RoleBuilder ask(String... queryNames) {
      addNew(queries, "query", queryNames);
      return this;
    }

    /** The domain's events whoever caused them, live and past. */
    public RoleBuilder seeAllUpdates() {
      seesAllUpdates = true;
      return this;
    }

    private void addNew(Set<String> set, String kind, String... names) {
      for (String each : names) {
        if (!set.add(each)) {
          throw new IllegalArgumentException(
              "role " + name + " names " + kind + " " + each + " twice");
        }
      }
    }
  }
}
