package io.ringfold.bench.history;

import io.ringfold.bench.process.Arguments;
import io.ringfold.bench.process.MeasuredJvm;
import io.ringfold.bench.result.Measurement;
import io.ringfold.engine.DataDirectory;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Reads all records of a history, each with its checksum, and does nothing with them. */
final class ScanMain implements JournalHandler {
  private long records;
  private long bytes;
  private long last;

  private ScanMain() {}

  public static void main(String[] args) {
    History history = History.of(Arguments.of(args));
    ScanMain scan = new ScanMain();
    long begunNs = System.nanoTime();
    try (JournalReader reader = JournalReader.open(DataDirectory.journal(history.directory()), 1)) {
      while (reader.poll(scan, Long.MAX_VALUE, Integer.MAX_VALUE) > 0) {
        // until there are no more
      }
    }
    double seconds = (System.nanoTime() - begunNs) / 1e9;
    if (scan.records != history.sequence() || scan.last != history.sequence()) {
      throw new IllegalStateException(
          "the measurement is void: "
              + scan.records
              + " records were read up to sequence "
              + scan.last
              + ", of "
              + history.sequence());
    }
    System.out.println(
        MeasuredJvm.resultLine(
            new Measurement(
                "scan",
                "",
                Map.of(),
                "",
                1,
                history.events() / seconds,
                history.events(),
                seconds,
                null,
                Map.of("start-s", seconds, "record-bytes", (double) scan.bytes / scan.records),
                "every record there, its checksum right")));
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    // nothing is decoded here
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    records++;
    bytes += length;
    last = sequence;
  }
}
