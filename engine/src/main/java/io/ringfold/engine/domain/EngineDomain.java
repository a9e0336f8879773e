package io.ringfold.engine.domain;

/**
 * What the engine itself journals, defined as a domain defines it: so it has names, types and
 * definitions in the journal like everything else. It has no state; the engine carries it out.
 */
final class EngineDomain {
  /** The name that stands in the definitions; no domain may have it. */
  static final String NAME = "ringfold";

  static final Domain<Object> DEFINITION =
      Domain.define(NAME, Object.class, Object::new)
          .command(
              Migrate.COMMAND,
              Migrate.class,
              (state, command, context) -> {
                throw carriedOutByTheEngine();
              })
          .event(
              Migrated.EVENT,
              1,
              Migrated.class,
              (state, event) -> {
                throw carriedOutByTheEngine();
              })
          .build();

  private EngineDomain() {}

  private static IllegalStateException carriedOutByTheEngine() {
    return new IllegalStateException("the engine carries out its own commands and events");
  }
}
