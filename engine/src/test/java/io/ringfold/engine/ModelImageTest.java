package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImageTest {
  @TempDir Path directory;

  record Count() {}

  record Counted() {}

  record GetCount() {}

  /** Says how often one was made; reading a snapshot makes one. */
  static final class State {
    private static final AtomicInteger MADE = new AtomicInteger();
    private long count;

    State() {
      MADE.incrementAndGet();
    }
  }

  record Total(long count) {}

  private static final Domains DOMAINS =
      Domains.of(
          Domain.define("counter", State.class, State::new)
              .command("count", Count.class, (state, count, context) -> accepted())
              .event("counted", 1, Counted.class, (state, counted) -> state.count++)
              .projection(
                  "total",
                  Total.class,
                  () -> new Total(7),
                  total ->
                      total.on(
                          Counted.class, (model, event, context) -> new Total(model.count + 1)))
              .query("get-count", GetCount.class, Total.class, (total, query) -> total.count)
              .build());

  private static Decision accepted() {
    return Decision.accept(new Counted());
  }

  @Test
  void readsProjectionsOfASnapshotWithoutItsStates() {
    SnapshotStore store = ModelImage.store(directory, DOMAINS);
    Model model = new Model(DOMAINS, 10);
    Path file = ModelImage.write(store, model).file();

    int before = State.MADE.get();
    Snapshot read = ModelImage.readProjections(store, file, DOMAINS);
    assertEquals(before, State.MADE.get());
    assertEquals(Map.of(), read.parts());
    assertEquals(Set.of("events", "projection/counter/total/1"), read.values().keySet());
    ReadModels readModels = new ReadModels(DOMAINS);
    assertNull(ModelImage.fill(read, readModels, model.types().eventSignatures()));
    assertEquals(Map.of("counter/total", new Total(7)), readModels.byName());

    store.read(file);
    assertEquals(before + 1, State.MADE.get(), "a whole one has them");
  }

  @Test
  void readsStatesOfASnapshotWithoutItsProjections() {
    SnapshotStore store = ModelImage.store(directory, DOMAINS);
    Model model = new Model(DOMAINS, 10);
    model.aggregates().begin(1, 1_000);
    model.aggregates().end(1, 2, 3, null);
    ModelImage.write(store, model);

    Model read = new Model(DOMAINS, 10);
    assertEquals(1, ModelImage.loadStatesAlone(store, 1, read).orElseThrow().sequence());
    assertEquals(1, read.aggregates().dedup().find(1, 2));
    assertEquals(List.of("counter/total"), read.projections().missing());
  }
}
