package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Batch;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domain.EventType;
import io.ringfold.engine.domain.Domain.Fold;
import io.ringfold.engine.domain.Domain.ProjectionType;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventContext;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.domain.MigrationType;
import io.ringfold.engine.shape.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All that a domain holds at one moment: its state and its read models. */
final class Image<S> {
  private static final String STATE = "state";

  private final Domain<S> domain;
  private S state;
  private final Map<String, Object> models = new LinkedHashMap<>();

  private Image(Domain<S> domain, S state, Function<ProjectionType<?>, Object> model) {
    this.domain = domain;
    this.state = state;
    for (ProjectionType<?> projection : domain.projections()) {
      models.put(projection.name(), model.apply(projection));
    }
  }

  /** Before the first event. */
  static <S> Image<S> initial(Domain<S> domain) {
    return new Image<>(
        domain, domain.initialState().get(), projection -> projection.initial().get());
  }

  /** Of what {@link #parts} gave, and a snapshot took along. */
  static <S> Image<S> of(Domain<S> domain, Map<String, Object> parts) {
    return new Image<>(
        domain,
        domain.stateType().cast(parts.get(STATE)),
        projection -> parts.get(partName(projection)));
  }

  S state() {
    return state;
  }

  /** The read models of now by the names of their projections. */
  Map<String, Object> models() {
    return Map.copyOf(models);
  }

  /** Applies the events of one command. */
  void apply(List<?> events, Circumstances circumstances) {
    for (int i = 0; i < events.size(); i++) {
      apply(events.get(i), circumstances.ofEvent(i));
    }
  }

  /** The same, folded in one batch with others. */
  void apply(List<?> events, Circumstances circumstances, Batch batch) {
    for (int i = 0; i < events.size(); i++) {
      apply(events.get(i), circumstances.ofEvent(i, batch));
    }
  }

  /** Evolves the state and folds every read model. */
  void apply(Object event, EventContext context) {
    if (event instanceof Migrated migrated) {
      migrate(migrated, context);
      return;
    }
    evolve(eventType(domain, event), event);
    for (ProjectionType<?> projection : domain.projections()) {
      Fold<?, ?> fold = projection.folds().get(event.getClass());
      if (fold != null) {
        models.compute(projection.name(), (name, model) -> fold(fold, model, event, context));
      }
    }
  }

  private void migrate(Migrated event, EventContext context) {
    MigrationType<S> migration = migration(domain, event.name(), event.version());
    Circumstances now =
        new Circumstances(context.sequence(), context.commandId(), context.time(), context.user());
    state =
        domain.stateType().cast(migration.transformation().transform(state, new FixedContext(now)));
    migration
        .models()
        .forEach(
            (projection, transformation) ->
                models.compute(
                    projection, (name, model) -> transform(transformation, model, context)));
  }

  @SuppressWarnings("unchecked") // the definition pairs model and function
  private static <P> P transform(
      MigrationType.ModelTransformation<P> transformation, Object model, EventContext context) {
    return transformation.transform((P) model, context);
  }

  /** The migration of this name and version. */
  static <S> MigrationType<S> migration(Domain<S> domain, String name, int version) {
    for (MigrationType<S> each : domain.migrations()) {
      if (each.name().equals(name) && each.version() == version) {
        return each;
      }
    }
    throw new AssertionError(
        "domain %s declares no migration %s version %d: add .migration(\"%s\", %d, …)"
            .formatted(domain.name(), name, version, name, version));
  }

  /** The event's definition. */
  @SuppressWarnings("unchecked") // the engine's own changes states of every type
  static <S> EventType<S, ?> eventType(Domain<S> domain, Object event) {
    if (event instanceof Migrated) {
      return (EventType<S, ?>) Domains.of(domain).migrated().type();
    }
    for (EventType<S, ?> type : domain.events()) {
      if (type.type().isInstance(event)) {
        return type;
      }
    }
    throw new AssertionError(
        "%s is no event of domain %s: list it with .event(name, version, %s.class, …); it is %s"
            .formatted(
                event == null ? "null" : event.getClass().getName(),
                domain.name(),
                event == null ? "…" : event.getClass().getSimpleName(),
                event));
  }

  private <E> void evolve(EventType<S, E> type, Object event) {
    type.evolver().evolve(state, type.type().cast(event));
  }

  @SuppressWarnings("unchecked") // the definition pairs model and event types
  private static <P, E> P fold(Fold<P, E> fold, Object model, Object event, EventContext context) {
    return fold.fold((P) model, (E) event, context);
  }

  /** State and read models by the names that a snapshot gives them. */
  Map<String, Object> parts() {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put(STATE, state);
    for (ProjectionType<?> projection : domain.projections()) {
      parts.put(partName(projection), models.get(projection.name()));
    }
    return parts;
  }

  /** The parts, one a line, for a person. */
  String show() {
    StringBuilder text = new StringBuilder();
    parts()
        .forEach(
            (name, part) ->
                text.append("\n  ").append(name).append(" = ").append(Values.plain(part)));
    return text.toString();
  }

  private static String partName(ProjectionType<?> projection) {
    return "projection " + projection.name();
  }
}
