package io.ringfold.engine;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventContext;
import io.ringfold.engine.domain.Key;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * A domain whose projections come, go and change from release to release, and whose values tell
 * every event that was left out, folded twice, or folded in another order or context.
 */
final class Shelf {

  record Put(@Key String what, long count) {}

  record Take(@Key String what) {}

  record Placed(@Key String what, long count) {}

  record Taken(@Key String what) {}

  record GetTrail() {}

  record GetCounts() {}

  record GetTakings() {}

  static final class Things {
    private long placed;
    private long taken;
  }

  /** Of every event, all that a fold may see. */
  record Trail(long hash, long events) {
    Trail then(Object event, EventContext context) {
      long seen =
          Objects.hash(
              event.toString(),
              context.sequence(),
              context.index(),
              context.time(),
              context.user(),
              context.commandId());
      return new Trail(hash * 31 + seen, events + 1);
    }
  }

  record Counts(HashPMap<String, Long> byThing) {
    Counts plus(String what, long count) {
      return new Counts(byThing.plus(what, byThing.getOrDefault(what, 0L) + count));
    }
  }

  /** Folds one of two events only. */
  record Takings(long events, long lastSequence, long lastIndex) {}

  private Shelf() {}

  /**
   * A release.
   *
   * @param versions of the projections that it has, by name: trail, counts, takings
   */
  static Domains release(Map<String, Integer> versions) {
    Domain.Builder<Things> shelf =
        Domain.define("shelf", Things.class, Things::new)
            .command("put", Put.class, (state, put, context) -> decide(put))
            .command(
                "take",
                Take.class,
                (state, take, context) -> Decision.accept(new Taken(take.what())))
            .rejection("nothing", "there is nothing to put")
            .event("placed", 1, Placed.class, (state, event) -> state.placed += event.count())
            .event("taken", 1, Taken.class, (state, event) -> state.taken++);
    Integer trail = versions.get("trail");
    if (trail != null) {
      shelf
          .projection(
              "trail",
              trail,
              Trail.class,
              () -> new Trail(trail, 0),
              p -> p.on(Placed.class, Trail::then).on(Taken.class, Trail::then))
          .query("get-trail", GetTrail.class, Trail.class, (model, query) -> model.hash());
    }
    Integer counts = versions.get("counts");
    if (counts != null) {
      shelf
          .projection(
              "counts",
              counts,
              Counts.class,
              () -> new Counts(HashTreePMap.empty()),
              p ->
                  p.on(
                      Placed.class,
                      (model, event, context) -> model.plus(event.what(), counts * event.count())))
          .query("get-counts", GetCounts.class, Counts.class, (model, query) -> model.byThing());
    }
    Integer takings = versions.get("takings");
    if (takings != null) {
      shelf
          .projection(
              "takings",
              takings,
              Takings.class,
              () -> new Takings(0, 0, 0),
              p ->
                  p.on(
                      Taken.class,
                      (model, event, context) ->
                          new Takings(
                              model.events() + takings, context.sequence(), context.index())))
          .query("get-takings", GetTakings.class, Takings.class, (model, query) -> model);
    }
    shelf.migration(
        "tidy-up",
        1,
        "everything is counted once more",
        (state, context) -> state,
        also -> {
          also.repeatable();
          if (trail != null) {
            also.projection(
                "trail",
                Trail.class,
                (model, context) -> new Trail(model.hash() * 17, model.events() + 1));
          }
        });
    return Domains.of(shelf.build());
  }

  /** As many events as are put, at most five, so that the index counts. */
  private static Decision decide(Put put) {
    return put.count() < 1
        ? Decision.reject("nothing", "count=" + put.count())
        : Decision.accept(
            List.copyOf(
                LongStream.rangeClosed(1, Math.min(put.count(), 5))
                    .mapToObj(i -> i == 2 ? new Taken(put.what()) : new Placed(put.what(), i))
                    .toList()));
  }
}
