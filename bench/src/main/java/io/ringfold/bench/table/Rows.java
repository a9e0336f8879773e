package io.ringfold.bench.table;

import io.ringfold.bench.garbage.GarbageRow;
import io.ringfold.bench.growth.TransferGrowthRow;
import io.ringfold.bench.history.JournalLengthRow;
import io.ringfold.bench.history.PastRow;
import io.ringfold.bench.history.RestartRow;
import io.ringfold.bench.history.ServerStartRow;
import io.ringfold.bench.pauses.SnapshotPauseRow;
import io.ringfold.bench.peers.PeersRow;
import io.ringfold.bench.row.Row;
import io.ringfold.bench.transfers.TransfersRow;
import io.ringfold.bench.wire.BatchRow;
import io.ringfold.bench.wire.ConnectionsRow;
import io.ringfold.bench.wire.EchoRow;
import io.ringfold.bench.wire.GrowthRow;
import io.ringfold.bench.wire.IdleRow;
import io.ringfold.bench.wire.PacedRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All rows there are, in the order of the table. */
public final class Rows {
  private static final List<Row> ALL =
      List.of(
          new TransfersRow(),
          new PeersRow(),
          new EchoRow(),
          new BatchRow(Path.of("bench/peers")),
          new PacedRow(10_000, 20_000),
          new ConnectionsRow(1_000, 10_000, 10),
          new RestartRow(),
          new ServerStartRow(),
          new SnapshotPauseRow(),
          new PastRow(),
          new GarbageRow(),
          new IdleRow(Duration.ofSeconds(60)),
          TransferGrowthRow.ofWindow(),
          TransferGrowthRow.ofAccounts(),
          TransferGrowthRow.ofCommandSize(),
          new JournalLengthRow(),
          new GrowthRow(GrowthRow.Of.connections, null),
          new GrowthRow(GrowthRow.Of.batch, null),
          new GrowthRow(GrowthRow.Of.messageSize, null));

  private Rows() {}

  public static List<Row> all() {
    return ALL;
  }

  /** The row of an id, in whatever case. */
  public static Optional<Row> of(String id) {
    return ALL.stream().filter(row -> row.id().equalsIgnoreCase(id)).findFirst();
  }
}
