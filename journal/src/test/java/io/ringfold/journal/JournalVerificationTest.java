package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification finds: accidents, and what somebody did who made the checksums fit. */
class JournalVerificationTest {

  @TempDir Path data;

  private JournalConfig config;
  private ChainHead head;

  @BeforeEach
  void writeThreeSegmentsOfThreeBatches() {
    config = TestJournal.config(data);
    head = write(config, 0);
  }

  private static ChainHead write(JournalConfig config, int batchLess) {
    try (Journal journal = TestJournal.open(config)) {
      for (int segment = 0; segment < 3; segment++) {
        for (int batch = segment == 2 ? batchLess : 0; batch < 3; batch++) {
          TestJournal.write(journal, 4);
        }
        if (segment < 2) {
          TestJournal.define(journal, "definition " + segment);
        }
      }
      return journal.chainHead();
    }
  }

  private JournalVerification.Result verify() {
    return verify(null);
  }

  private JournalVerification.Result verify(ChainHead expected) {
    return JournalVerification.run(
        List.of(config.directory()), false, Optional.ofNullable(expected), (bytes, target) -> {});
  }

  private static JournalDamage only(JournalVerification.Result result) {
    assertEquals(1, result.damages().size(), result.damages()::toString);
    return result.damages().get(0);
  }

  private Path file(int segment) {
    return config.directory().resolve(SegmentFiles.name(segment));
  }

  /** Where the record of a sequence begins, the first of its batch or not. */
  private static int record(byte[] file, long sequence, boolean first) {
    return TestJournal.indexOf(file, "record " + sequence + " ")
        - RecordFormat.headerBytes(first ? RecordFormat.FLAG_FIRST : 0);
  }

  /** Changes a payload, and makes the checksum fit. */
  private void forge(int segment, long sequence, boolean first) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(file(segment)));
    file.order(ByteOrder.LITTLE_ENDIAN);
    int at = record(file.array(), sequence, first);
    int payload = at + RecordFormat.headerBytes(first ? RecordFormat.FLAG_FIRST : 0);
    file.put(payload, (byte) 'R');
    CRC32C crc = new CRC32C();
    int length = file.getInt(at + RecordFormat.LENGTH_OFFSET);
    crc.update(file.array(), at + RecordFormat.CRC_FROM, length - RecordFormat.CRC_FROM);
    file.putInt(at + RecordFormat.CRC_OFFSET, (int) crc.getValue());
    Files.write(file(segment), file.array());
  }

  @Test
  void aJournalAsItWasWrittenIsWholeAndHasTheHeadThatItsWriterTold() {
    JournalVerification.Result result = verify(head);
    assertEquals(List.of(), result.damages());
    assertEquals(Optional.empty(), result.tornTail());
    assertEquals(head, result.head());
    assertEquals(JournalReader.segments(config.directory()), result.segments());
  }

  @Test
  void aRecordThatWasForgedWithItsChecksumIsFoundAndLocated() throws Exception {
    forge(2, 18, false);
    JournalDamage damage = only(verify());
    assertEquals(file(2), damage.file());
    assertEquals(21, damage.firstSequence(), "the batch behind it tells");
    assertEquals(24, damage.lastSequence());
    assertTrue(damage.what().contains("another hash"), damage::what);
    JournalException refusal = assertThrows(JournalException.class, () -> TestJournal.open(config));
    assertTrue(refusal.getMessage().contains("sequence 21 carries another hash"));
    assertFalse(Files.exists(config.damagedDirectory()), "not taken for a torn tail");
    // what lies before the snapshot a start does not look at
    Journal.open(config, 25, Forcer.DISK, TestJournal.BLOCK_BYTES).close();
  }

  @Test
  void aForgedRecordOfTheLastSegmentIsToldAsWhatItIs() throws Exception {
    forge(3, 30, false);
    JournalDamage damage = only(verify());
    assertEquals(33, damage.firstSequence());
    assertTrue(damage.what().contains("another hash"), damage::what);
    assertThrows(JournalException.class, () -> TestJournal.open(config));
  }

  @Test
  void aRecordOfTheLastBatchThatWasForgedIsFoundByTheHeadAlone() throws Exception {
    forge(3, 34, false);
    assertEquals(List.of(), verify().damages());
    JournalDamage damage = only(verify(head));
    assertTrue(damage.what().contains("was changed since"), damage::what);
  }

  @Test
  void theLastRecordOfASegmentThatWasForgedIsFoundByTheNextOne() throws Exception {
    forge(1, 12, false);
    assertTrue(only(verify()).what().contains("does not continue the chain"));
    assertThrows(JournalException.class, () -> TestJournal.open(config));
  }

  @Test
  void aBatchThatWasTakenOutIsFound() throws Exception {
    byte[] bytes = Files.readAllBytes(file(2));
    int header = ExcerptCursor.HEADER_BYTES;
    int second = record(bytes, 17, true) - header;
    int third = record(bytes, 21, true) - header;
    byte[] without = bytes.clone();
    System.arraycopy(bytes, third, without, second, bytes.length - third);
    Files.write(file(2), without);
    JournalDamage damage = only(verify());
    assertTrue(damage.what().contains("sequence 21 where 17 belongs"), damage::what);
    assertEquals(17, damage.firstSequence());
    assertEquals(24, damage.lastSequence());
  }

  @Test
  void aBatchThatWasReplacedByAnotherOfTheSameSequencesIsFound() throws Exception {
    JournalConfig other = TestJournal.config(data.resolve("other"));
    write(other, 0);
    byte[] bytes = Files.readAllBytes(file(2));
    byte[] similar = Files.readAllBytes(other.directory().resolve(SegmentFiles.name(2)));
    assertTrue(Arrays.equals(bytes, similar), "the same input makes the same bytes");
    forge(2, 17, true);
    JournalDamage damage = only(verify());
    assertEquals(21, damage.firstSequence());
  }

  @Test
  void theEndThatWasCutOffIsFoundByTheHead() throws Exception {
    JournalConfig shorter = TestJournal.config(data.resolve("shorter"));
    write(shorter, 1);
    Files.write(file(3), Files.readAllBytes(shorter.directory().resolve(SegmentFiles.name(3))));
    JournalDamage cut = only(verify());
    assertEquals(33, cut.firstSequence());
    assertEquals(36, cut.lastSequence());
    // who can cut the journal can change that file, too
    Files.copy(
        ForcedWatermark.file(shorter.directory()),
        ForcedWatermark.file(config.directory()),
        StandardCopyOption.REPLACE_EXISTING);
    assertEquals(List.of(), verify().damages());
    assertTrue(only(verify(head)).what().contains("ends with sequence 32"));
  }

  @Test
  void aHeadOfAnyBatchIsFoundAgainWhenTheJournalHasGrown() {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 5);
      TestJournal.define(journal, "more");
    }
    assertEquals(List.of(), verify(head).damages());
  }

  @Test
  void everyDamageIsToldWithWhatItMakesUnreadable() throws Exception {
    int[] at = new int[3];
    for (int segment = 1; segment <= 2; segment++) {
      byte[] bytes = Files.readAllBytes(file(segment));
      at[segment] = record(bytes, segment * 12 - 6, false);
      bytes[at[segment] + 30] ^= 1;
      Files.write(file(segment), bytes);
    }
    JournalVerification.Result result = verify();
    assertEquals(2, result.damages().size(), result.damages()::toString);
    assertEquals(file(1), result.damages().get(0).file());
    assertEquals(6, result.damages().get(0).firstSequence());
    assertEquals(12, result.damages().get(0).lastSequence());
    assertEquals(18, result.damages().get(1).firstSequence());
    assertEquals(24, result.damages().get(1).lastSequence());
    assertEquals(at[1], result.damages().get(0).position());
    assertEquals(at[2], result.damages().get(1).position());
  }

  @Test
  void aTornTailIsToldAndIsNoDamage() throws Exception {
    byte[] bytes = Files.readAllBytes(file(3));
    Files.write(file(3), Arrays.copyOf(bytes, record(bytes, 36, false) + 10));
    JournalDamage damage = only(verify());
    assertEquals(36, damage.firstSequence(), "it had been forced");
    assertEquals(36, damage.lastSequence());
    TestJournal.forgetWatermark(config);
    JournalVerification.Result torn = verify();
    assertEquals(List.of(), torn.damages());
    assertTrue(torn.tornTail().isPresent());
    assertEquals(35, torn.head().sequence());
    try (Journal repaired = TestJournal.open(config)) {
      assertEquals(repaired.chainHead(), torn.head());
    }
  }

  @Test
  void aMissingSegmentIsRefused() throws Exception {
    Files.delete(file(2));
    assertThrows(JournalException.class, this::verify);
  }
}
