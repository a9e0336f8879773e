package io.ringfold.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One hash that stands for all bytes before it, whoever computes it and when. */
class HashChainTest {

  @TempDir Path data;

  private JournalConfig config;

  @BeforeEach
  void configure() {
    config = TestJournal.config(data);
  }

  @Test
  void theHeadIsTheHashOfTheLastExcerptWhichCarriesThatOfTheOneBefore() throws Exception {
    ChainHead head;
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 3);
      TestJournal.write(journal, 2);
      head = journal.chainHead();
    }
    byte[] file = Files.readAllBytes(config.directory().resolve(SegmentFiles.name(1)));
    byte[] before = new byte[RecordFormat.CHAIN_BYTES];
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (ExcerptCursor cursor = new ExcerptCursor(config.directory().resolve("19700101F.cq4"))) {
      for (int excerpt = 0; excerpt < 3; excerpt++) {
        assertEquals(ExcerptCursor.Found.EXCERPT, cursor.next());
        int from = (int) cursor.excerptPosition() + ExcerptCursor.HEADER_BYTES;
        byte[] bytes = Arrays.copyOfRange(file, from, from + cursor.dataLength());
        assertEquals(
            HexFormat.of().formatHex(before),
            HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 24, 56)));
        before = sha256.digest(bytes);
      }
    }
    assertEquals(new ChainHead(5, HexFormat.of().formatHex(before)), head);
  }

  @Test
  void theHeadIsTheSameAfterAClosingAndAfterAReopening() {
    Journal journal = TestJournal.open(config);
    assertEquals(0, journal.chainHead().sequence());
    TestJournal.append(journal, 7);
    ChainHead open = journal.chainHead();
    assertEquals(7, open.sequence());
    journal.close();
    assertEquals(open, journal.chainHead());
    try (Journal again = TestJournal.open(config)) {
      assertEquals(open, again.chainHead());
      TestJournal.append(again, 1);
      assertNotEquals(open.hash(), again.chainHead().hash());
    }
  }

  @Test
  void askingForTheHeadChangesNothing() throws Exception {
    JournalConfig other = TestJournal.config(data.resolve("other"));
    try (Journal asked = TestJournal.open(config);
        Journal unasked = TestJournal.open(other)) {
      for (int i = 0; i < 20; i++) {
        TestJournal.write(asked, 90); // several excerpts, more than one segment
        TestJournal.write(unasked, 90);
        asked.chainHead();
        TestJournal.add(asked, asked.lastSequence() + 1);
        TestJournal.add(unasked, unasked.lastSequence() + 1);
        asked.chainHead();
        asked.append();
        unasked.append();
        asked.force();
        unasked.force();
      }
      assertEquals(unasked.chainHead(), asked.chainHead());
    }
    assertTrue(JournalReader.segments(config.directory()).size() > 1);
  }

  @Test
  void theChainGoesOnBehindATornTail() throws Exception {
    try (Journal journal = TestJournal.open(config)) {
      TestJournal.write(journal, 3);
      TestJournal.write(journal, 3);
    }
    Path file = config.directory().resolve(SegmentFiles.name(1));
    byte[] bytes = Files.readAllBytes(file);
    int last = TestJournal.indexOf(bytes, "record 6 ");
    Files.write(file, Arrays.copyOf(bytes, last + 3));
    TestJournal.forgetWatermark(config);
    ChainHead repaired;
    try (Journal journal = TestJournal.open(config)) {
      repaired = journal.chainHead();
      assertEquals(5, repaired.sequence());
      TestJournal.define(journal, "so that a segment is linked to the repaired one");
      TestJournal.write(journal, 1);
    }
    try (Journal journal = TestJournal.open(config)) {
      assertEquals(6, journal.lastSequence());
    }
  }

  @Test
  void refusesASegmentThatFitsByItsSequencesButNotByTheChain() throws Exception {
    JournalConfig other = TestJournal.config(data.resolve("other"));
    try (Journal journal = TestJournal.open(config);
        Journal similar = TestJournal.open(other)) {
      TestJournal.write(journal, 6);
      TestJournal.write(similar, 3);
      TestJournal.write(similar, 3);
      for (Journal each : new Journal[] {journal, similar}) {
        TestJournal.define(each, "same");
        TestJournal.write(each, 1);
      }
    }
    Path first = config.directory().resolve(SegmentFiles.name(1));
    Files.write(first, Files.readAllBytes(other.directory().resolve(SegmentFiles.name(1))));
    JournalException refusal = assertThrows(JournalException.class, () -> TestJournal.open(config));
    assertTrue(refusal.getMessage().contains("does not continue the chain"), refusal::getMessage);
  }

  @Test
  void aHeadIsReadAsItIsWrittenAndNothingElseIs() {
    ChainHead head = new ChainHead(12, "0f".repeat(32));
    assertEquals(head, ChainHead.parse(head.toString()));
    for (String text : new String[] {"", "12", "12:0f", "x:" + head.hash(), head + "0"}) {
      assertThrows(IllegalArgumentException.class, () -> ChainHead.parse(text), text);
    }
  }
}
