package io.ringfold.distribution;

import java.io.IOException;
import java.nio.file.Path;

/** A domain in two releases, which a test compiles against the distribution. */
final class StockDomain {
  private static final String SOURCE =
      """
      package stock;

      import io.ringfold.engine.domain.Decision;
      import io.ringfold.engine.domain.Domain;
      import io.ringfold.engine.domain.DomainModule;

      public final class Stock implements DomainModule {
        private static final int RELEASE = %d;

        public record Move(long amount) {}
        public record Moved(long amount) {}
        public record GetLevel() {}
        public record GetTrail() {}
        public record Level(long amount) {}
        public record Trail(long hash, long events) {}

        public static final class Store {
          private long moves;
        }

        @Override
        public Domain<?> domain() {
          Domain.Builder<Store> stock =
              Domain.define("stock", Store.class, Store::new)
                  .command("move", Move.class,
                      (store, move, context) -> Decision.accept(new Moved(move.amount())))
                  .event("moved", 1, Moved.class, (store, moved) -> store.moves++)
                  .projection("level", RELEASE, Level.class, () -> new Level(0),
                      p -> p.on(Moved.class,
                          (level, moved, context) -> new Level(level.amount() + RELEASE * moved.amount())))
                  .query("stock-level", GetLevel.class, Level.class, (level, query) -> level);
          if (RELEASE > 1) {
            stock.projection("trail", Trail.class, () -> new Trail(0, 0),
                p -> p.on(Moved.class,
                    (trail, moved, context) -> new Trail(
                        31 * trail.hash() + moved.amount() * context.sequence(), trail.events() + 1)))
                .query("stock-trail", GetTrail.class, Trail.class, (trail, query) -> trail);
          }
          return stock.build();
        }
      }
      """;

  private StockDomain() {}

  /**
   * Its command is {@code move {amount}}. Release 1 has a projection {@code level}, the sum of what
   * was moved; in release 2 that counts twice, and there is a new one, {@code trail}, which depends
   * on every event and its sequence.
   *
   * @return a directory for RINGFOLD_CLASSPATH
   */
  static Path compile(Path directory, int release) throws IOException {
    return ExtraDomain.compile(
        directory.resolve("release-" + release), "stock", "Stock", SOURCE.formatted(release));
  }
}
