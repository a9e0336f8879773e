package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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

  /** As after a power cut that came before the note of the last forces was on disk. */
  static void forgetWatermark(JournalConfig config) throws IOException {
    Files.delete(ForcedWatermark.file(config.directory()));
  }

  static NavigableMap<Integer, Path> list(JournalConfig config) {
    return SegmentFiles.list(config.directory());
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
    append(journal, records);
    journal.force();
  }

  /** Appends the next records, one batch. */
  static void append(Journal journal, int records) {
    long first = journal.lastSequence() + 1;
    for (long sequence = first; sequence < first + records; sequence++) {
      add(journal, sequence);
    }
    journal.append();
  }

  static void define(Journal journal, String... definitions) {
    journal.define(
        Stream.of(definitions).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** These records and no others from {@code from} on. */
  static void assertHolds(Path directory, long from, long to) {
    Collected read = read(directory, from);
    assertEquals(LongStream.rangeClosed(from, to).boxed().toList(), read.sequences);
    for (int i = 0; i < read.payloads.size(); i++) {
      assertArrayEquals(payload(from + i), read.payloads.get(i));
    }
  }

  /** The files of a directory and what is in them. */
  static Map<Path, byte[]> contents(Path directory) throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }

  /** Makes the journal what it was, and forgets the evidence. */
  static void restore(JournalConfig config, Map<Path, byte[]> contents) throws IOException {
    for (Path directory : List.of(config.directory(), config.damagedDirectory())) {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
    Files.createDirectories(config.directory());
    for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  static void assertUnchanged(Map<Path, byte[]> before, Path directory) throws IOException {
    Map<Path, byte[]> after = contents(directory);
    assertEquals(before.keySet(), after.keySet());
    for (Map.Entry<Path, byte[]> file : before.entrySet()) {
      assertArrayEquals(file.getValue(), after.get(file.getKey()), file.getKey().toString());
    }
  }

  static int indexOf(byte[] bytes, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.mismatch(bytes, at, at + wanted.length, wanted, 0, wanted.length) < 0) {
        return at;
      }
    }
    return -1;
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
