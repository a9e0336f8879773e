package io.ringfold.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What the tests of this package share: small segments, payloads that can be told apart. */
final class TestJournal {

  /** Small files, so that copying and scanning one is quick; bounds an excerpt to 64 KiB. */
  static final int BLOCK_BYTES = 256 << 10;

  static final long SEGMENT_BYTES = 96 << 10;

  private TestJournal() {}

  static JournalConfig config(Path data) {
    return config(data, SEGMENT_BYTES);
  }

  static JournalConfig config(Path data, long segmentBytes) {
    return new JournalConfig(data.resolve("journal"), data.resolve("damaged"), segmentBytes);
  }

  static Journal open(JournalConfig config) {
    return open(config, Forcer.DISK);
  }

  static Journal open(JournalConfig config, Forcer forcer) {
    return Journal.open(config, 1, forcer, BLOCK_BYTES);
  }

  /** A payload that tells its sequence, its length differing from one to the next. */
  static byte[] payload(long sequence) {
    String text = "record " + sequence + " ";
    return text.repeat(1 + (int) (sequence % 7)).getBytes(StandardCharsets.UTF_8);
  }

  static void add(Journal journal, long sequence) {
    UnsafeBuffer payload = new UnsafeBuffer(payload(sequence));
    journal.add(sequence, payload, 0, payload.capacity());
  }

  /** Appends the next records, one batch, forced. */
  static void write(Journal journal, int records) {
    long first = journal.lastSequence() + 1;
    for (long sequence = first; sequence < first + records; sequence++) {
      add(journal, sequence);
    }
    journal.append();
    journal.force();
  }

  /** Keeps what it is given. */
  static final class Collected implements JournalHandler {
    final List<Long> sequences = new ArrayList<>();
    final List<byte[]> payloads = new ArrayList<>();
    final List<String> log = new ArrayList<>();

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      log.add("definition " + ordinal + " " + buffer.getStringWithoutLengthUtf8(offset, length));
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      byte[] payload = new byte[length];
      buffer.getBytes(offset, payload);
      sequences.add(sequence);
      payloads.add(payload);
      log.add("record " + sequence);
    }
  }

  /** Everything from a sequence on. */
  static Collected read(Path directory, long fromSequence) {
    Collected collected = new Collected();
    try (JournalReader reader = JournalReader.open(directory, fromSequence)) {
      while (reader.poll(collected, Long.MAX_VALUE, 16) > 0) {
        // until there is none
      }
    }
    return collected;
  }
}
