package io.ringfold.bench.wire;

import io.ringfold.bench.wire.WireBench.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * W4: batches of 100 commands a frame, beside Aeron Cluster with its clients over UDP. Its commands
 * are bank transfers in 100 binary bytes, ours visits in JSON of about 90, with the event sent back
 * too: what each of the two is made for.
 */
public final class BatchRow extends WireRow {
  private static final int BATCH = 100;

  private final Path peers;

  /**
   * @param peers where the peers are built; they may be absent
   */
  public BatchRow(Path peers) {
    this.peers = peers;
  }

  @Override
  public String id() {
    return "W4";
  }

  @Override
  public String title() {
    return "WebSocket, one connection, visit-page in batches of "
        + BATCH
        + " both ways, fsync, ack and update received, beside Aeron Cluster over UDP (one node,"
        + " file sync level 2, binary transfers of 100 bytes)";
  }

  @Override
  public String toReach() {
    return "1.0 of Aeron Cluster";
  }

  @Override
  void measure(WireBench bench) throws IOException {
    List<Integer> windows = bench.context().windowsOr(BATCH, 512, 4_096);
    AeronPeer aeron = AeronPeer.in(peers);
    if (aeron == null) {
      bench
          .context()
          .say(
              "W4: NOT COMPARED: Aeron Cluster is not built in %s; build it with mvn -Ppeers"
                  + " package, and run this in the clone",
              peers);
    }
    for (int round = 1; round <= bench.context().rounds(); round++) {
      for (int window : windows) {
        boolean aeronFirst = bench.context().yardstickFirst(round);
        if (aeron != null && aeronFirst) {
          aeron.run(bench, parameters(window), round, window);
        }
        bench.run(
            parameters(window),
            Side.ringfold,
            round,
            load -> load.withWindow(Math.max(BATCH, window), BATCH));
        if (aeron != null && !aeronFirst) {
          aeron.run(bench, parameters(window), round, window);
        }
      }
    }
    if (aeron != null) {
      for (int window : windows) {
        bench.judge(
            "window " + window + ": ringfold / aeron-cluster",
            bench
                .results()
                .ratio(
                    WireBench.RINGFOLD,
                    AeronPeer.SUBJECT,
                    parameters(window),
                    WireBench.PER_SECOND),
            1,
            true);
      }
    }
  }

  private static Map<String, String> parameters(int window) {
    return Map.of("window", Integer.toString(window));
  }
}
