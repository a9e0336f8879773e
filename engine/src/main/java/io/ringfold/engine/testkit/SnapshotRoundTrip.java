package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domain.ProjectionType;
import io.ringfold.engine.domain.PersistentMap;
import io.ringfold.engine.domain.PersistentStack;
import io.ringfold.engine.shape.Values;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotException;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import io.ringfold.snapshots.SnapshotTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes an image through a real snapshot file and back. */
final class SnapshotRoundTrip<S> {
  private final Domain<S> domain;
  private final SnapshotTypes types;

  SnapshotRoundTrip(Domain<S> domain) {
    this.domain = domain;
    List<Class<?>> classes = new ArrayList<>(List.of(PersistentMap.class, PersistentStack.class));
    classes.add(domain.stateType());
    for (ProjectionType<?> projection : domain.projections()) {
      classes.add(projection.type());
    }
    classes.addAll(domain.stateTypes());
    types = SnapshotTypes.of(classes);
  }

  /** What comes back of the image after it was written and read. */
  Image<S> of(Image<S> image) {
    try {
      Path directory = Files.createTempDirectory("ringfold-testkit");
      Path file = null;
      try {
        SnapshotStore store = new SnapshotStore(directory, types);
        SnapshotInfo written = store.write(1, 0, Values.hash(image.state()), image.parts());
        file = written.file();
        Snapshot read =
            store
                .newestValid(1)
                .orElseThrow(
                    () ->
                        new AssertionError(
                            "the state does not survive a snapshot: it was written and cannot be"
                                + " read, the log says why; it is"
                                + image.show()));
        return Image.of(domain, read.parts());
      } catch (SnapshotException e) {
        throw new AssertionError(
            "the state does not survive a snapshot: " + e.getMessage() + "; it is" + image.show(),
            e);
      } finally {
        if (file != null) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the directory of temporary files", e);
    }
  }
}
