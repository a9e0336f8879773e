package io.ringfold.engine.domain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A change of a domain's whole state at once, by a function, while the server runs: its name and
 * version, what it is for, the function, and what becomes of read models that the change concerns.
 *
 * <p>It is declared with {@link Domain.Builder#migration}, and happens when an operator asks for
 * it: between two commands, so that everything before is decided on the state as it was, and
 * everything after on the one that the function gave. The journal holds a record of it, and every
 * replay that comes by there calls the function of the same name and version again. So a version
 * that was used once stays in the code as it is, for as long as a replay may begin before it; a
 * change of mind is the next version.
 *
 * <p>Instances are immutable and thread-safe.
 *
 * @param <S> the type of the domain's state
 */
public final class MigrationType<S> {

  /**
   * Makes the state after it of the state before it. It may change the state it is given and return
   * that, for it is given a copy, or return another. What it throws rejects the migration, and
   * changes nothing.
   *
   * <p>Determined by its arguments alone: no clock, no randomness, no I/O but what the context
   * gives, nothing static that changes. The rehearsal asks it twice for the same, and refuses a
   * migration that comes out in two ways.
   */
  @FunctionalInterface
  public interface Transformation<S> {
    S transform(S state, CommandContext context);
  }

  /** Makes the read model after it of the one before it, which stays as it is, like a fold. */
  @FunctionalInterface
  public interface ModelTransformation<P> {
    P transform(P model, EventContext context);
  }

  /** Collects what else is to be said of a migration. */
  public static final class Builder {
    private final String migration;
    private final Map<String, Class<?>> modelTypes = new LinkedHashMap<>();
    private final Map<String, ModelTransformation<?>> models = new LinkedHashMap<>();
    private boolean repeatable;

    Builder(String migration) {
      this.migration = migration;
    }

    /**
     * What becomes of a read model. Those that are not named stay as they are.
     *
     * @param type as the projection of this name was defined
     */
    public <P> Builder projection(
        String name, Class<P> type, ModelTransformation<P> transformation) {
      if (modelTypes.putIfAbsent(name, type) != null) {
        throw new IllegalArgumentException(
            "migration " + migration + " names projection " + name + " twice");
      }
      models.put(name, Objects.requireNonNull(transformation, "transformation"));
      return this;
    }

    /** It may happen more than once. */
    public Builder repeatable() {
      repeatable = true;
      return this;
    }
  }

  private final String name;
  private final int version;
  private final String meaning;
  private final Transformation<S> transformation;
  private final Map<String, Class<?>> modelTypes;
  private final Map<String, ModelTransformation<?>> models;
  private final boolean repeatable;

  MigrationType(
      String name, int version, String meaning, Transformation<S> transformation, Builder more) {
    if (version < 1) {
      throw new IllegalArgumentException(
          "migration " + name + ": version=" + version + ", must be 1 or more");
    }
    this.name = name;
    this.version = version;
    this.meaning = Objects.requireNonNull(meaning, "meaning");
    this.transformation = Objects.requireNonNull(transformation, "transformation");
    modelTypes = Map.copyOf(more.modelTypes);
    models = Map.copyOf(more.models);
    repeatable = more.repeatable;
  }

  /** Kebab-case; unique in a server, together with the version. */
  public String name() {
    return name;
  }

  public int version() {
    return version;
  }

  /** One line for whoever decides whether to ask for it. */
  public String meaning() {
    return meaning;
  }

  public Transformation<S> transformation() {
    return transformation;
  }

  /** What becomes of read models, by the names of their projections. */
  public Map<String, ModelTransformation<?>> models() {
    return models;
  }

  /** Whether it may happen more than once. */
  public boolean isRepeatable() {
    return repeatable;
  }

  void requireProjections(Domain<?> domain) {
    modelTypes.forEach(
        (projection, type) -> {
          if (domain.projections().stream()
              .noneMatch(each -> each.name().equals(projection) && each.type() == type)) {
            throw new IllegalArgumentException(
                "migration "
                    + name
                    + ": domain "
                    + domain.name()
                    + " has no projection "
                    + projection
                    + " of type "
                    + type.getName());
          }
        });
  }
}
