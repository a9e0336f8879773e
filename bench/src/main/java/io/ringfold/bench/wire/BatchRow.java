package io.ringfold.bench.wire;

import static io.ringfold.bench.wire.WireBench.THROUGHPUT;

import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * W4: batches of 100 commands a frame, beside Aeron Cluster with its clients over UDP. Its commands
 * are bank transfers in 100 binary bytes, ours visits in JSON of about 90, with the event sent back
 * too: what each of the two is made for.
 */
final class BatchRow implements WireRow {
  private static final int BATCH = 100;

  private final List<Integer> windows;

  BatchRow(List<Integer> windows) {
    this.windows = windows;
  }

  @Override
  public String title() {
    return "one connection, visit-page in batches of "
        + BATCH
        + " a frame, fsync, acknowledgement and update received, beside Aeron Cluster over UDP"
        + " (one node, file sync level 2, binary messages of 100 bytes)";
  }

  @Override
  public void measure(WireBench bench) throws IOException {
    AeronPeer aeron = AeronPeer.in(bench.plan().peers());
    if (aeron == null) {
      bench.note(
          "NOT COMPARED: Aeron Cluster is not built in "
              + bench.plan().peers()
              + "; build it with mvn -Ppeers package and run this in the clone");
    }
    for (int round = 0; round < bench.plan().rounds(); round++) {
      for (int window : windows) {
        if (aeron != null && round % 2 == 1) {
          aeron.run(bench, what(window), window);
        }
        bench.run(what(window), Side.ringfold, load -> load.withWindow(window, BATCH));
        if (aeron != null && round % 2 == 0) {
          aeron.run(bench, what(window), window);
        }
      }
    }
    if (aeron != null) {
      for (int window : windows) {
        bench.note(
            String.format(
                Locale.ROOT,
                "window %d: ratio to Aeron Cluster %.2f, to reach: 1.0",
                window,
                bench.figures().median(what(window), Side.ringfold.name(), THROUGHPUT)
                    / bench.figures().median(what(window), AeronPeer.SIDE, THROUGHPUT)));
      }
    }
  }

  private static String what(int window) {
    return "window=" + window;
  }
}
