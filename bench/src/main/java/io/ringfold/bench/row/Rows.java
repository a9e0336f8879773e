package io.ringfold.bench.row;

import io.ringfold.bench.garbage.GarbageRow;
import io.ringfold.bench.growth.TransferGrowthRow;
import io.ringfold.bench.history.JournalLengthRow;
import io.ringfold.bench.history.PastRow;
import io.ringfold.bench.history.RestartRow;
import io.ringfold.bench.history.ServerStartRow;
import io.ringfold.bench.pauses.SnapshotPauseRow;
import io.ringfold.bench.transfers.TransfersRow;
import java.util.List;
import java.util.Optional;

/** All rows there are, in the order of the table. */
public final class Rows {
  private static final List<Row> ALL =
      List.of(
          new TransfersRow(),
          new RestartRow(),
          new ServerStartRow(),
          new SnapshotPauseRow(),
          new PastRow(),
          new GarbageRow(),
          TransferGrowthRow.ofWindow(),
          TransferGrowthRow.ofAccounts(),
          new JournalLengthRow(),
          TransferGrowthRow.ofCommandSize());

  private Rows() {}

  public static List<Row> all() {
    return ALL;
  }

  /** The row of an id, in whatever case. */
  public static Optional<Row> of(String id) {
    return ALL.stream().filter(row -> row.id().equalsIgnoreCase(id)).findFirst();
  }
}
