package io.ringfold.reliability;

import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** A record as it stands in the journal, as far as the promises are about it. */
record JournalEntry(
    long sequence, UUID uuid, boolean accepted, String code, int eventCount, int checksum) {

  private static final int EXCERPTS_A_POLL = 256;

  /** All records of a journal, in order. */
  static List<JournalEntry> readAll(Path journal) {
    List<JournalEntry> entries = new ArrayList<>();
    Collector collector = new Collector(entries);
    try (JournalReader reader = JournalReader.open(journal, 1)) {
      while (reader.poll(collector, Long.MAX_VALUE, EXCERPTS_A_POLL) > 0) {
        // to its end
      }
    }
    return entries;
  }

  private static final class Collector implements JournalHandler {
    private final List<JournalEntry> entries;
    private final RecordView view = new RecordView();
    private final CRC32C crc = new CRC32C();

    private Collector(List<JournalEntry> entries) {
      this.entries = entries;
    }

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      // the replays read them
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      view.wrap(buffer, offset, length);
      byte[] bytes = new byte[length];
      buffer.getBytes(offset, bytes);
      crc.reset();
      crc.update(bytes, 0, length);
      boolean accepted = view.status() == RecordStatus.ACCEPTED;
      entries.add(
          new JournalEntry(
              sequence,
              view.uuid(),
              accepted,
              accepted ? null : view.code(),
              accepted ? view.eventCount() : 0,
              (int) crc.getValue()));
    }
  }
}
