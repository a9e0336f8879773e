package io.ringfold.journal;

import io.ringfold.journal.ExcerptCursor.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks over the records of one segment and checks each: length, checksum, sequence. */
final class SegmentCursor implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentCursor.class);

  private final Path file;
  private final int number;
  private final ExcerptCursor excerpts;
  private final CRC32C crc = new CRC32C();

  private SegmentHead head;
  private long expectedSequence;
  private boolean inExcerpt;
  private boolean ended;
  private int offset;
  private int excerptEnd;
  private int excerptsRead;
  private long excerptSequence;

  /** Only opens the file; {@link #readHead()} comes first. */
  SegmentCursor(Path file, int number) throws IOException {
    this.file = file;
    this.number = number;
    this.excerpts = new ExcerptCursor(file);
  }

  /** What a segment holds; where it cannot be read to its end, what its file has room for. */
  static long usedBytes(Path file, int number) throws IOException {
    try (SegmentCursor segment = new SegmentCursor(file, number)) {
      if (segment.readHead() != null) {
        segment.seekLastExcerpt();
        while (segment.available()) {
          segment.skip();
        }
        return segment.position();
      }
    } catch (DamagedSegmentException | JournalException e) {
      LOG.debug("the size of {} is that of its file: {}", file, e.getMessage());
    }
    return Files.size(file);
  }

  /**
   * Reads the head, once, and stands before the first record.
   *
   * @return null where the head is not there yet
   * @throws JournalException where this is another program's file, or a newer format
   */
  SegmentHead readHead() throws IOException, DamagedSegmentException {
    if (excerpts.next() != Found.EXCERPT) {
      return null;
    }
    enterExcerpt();
    requireWhole();
    UnsafeBuffer view = excerpts.view();
    int payload = payloadOffset();
    if (type() != RecordFormat.TYPE_SEGMENT
        || flags() != RecordFormat.FLAG_FIRST
        || payloadLength() < RecordFormat.SEGMENT_DEFINITIONS_OFFSET
        || longAt(payload + RecordFormat.SEGMENT_MAGIC_OFFSET) != RecordFormat.MAGIC) {
      throw new JournalException(
          file + " is not a segment of a Ringfold journal: it begins with something else");
    }
    int version = intAt(payload + RecordFormat.SEGMENT_VERSION_OFFSET);
    if (version != RecordFormat.FORMAT_VERSION) {
      throw new JournalException(
          file
              + " is written in format "
              + version
              + "; this program reads format "
              + RecordFormat.FORMAT_VERSION
              + ". Use a newer version of it");
    }
    int stated = intAt(payload + RecordFormat.SEGMENT_NUMBER_OFFSET);
    if (stated != number) {
      throw untrusted("it says that it is segment " + stated + ", by its name it is " + number);
    }
    long firstSequence = longAt(payload + RecordFormat.SEGMENT_FIRST_SEQUENCE_OFFSET);
    int count = intAt(payload + RecordFormat.SEGMENT_DEFINITIONS_OFFSET);
    if (firstSequence < 1 || count < 0 || payloadLength() != RecordFormat.SEGMENT_BYTES) {
      throw untrusted("its head makes no sense");
    }
    HashChain chainBefore = HashChain.at(view, offset + RecordFormat.CHAIN_OFFSET);
    skip();
    List<byte[]> definitions = new ArrayList<>();
    while (offset < excerptEnd) {
      requireWhole();
      if (type() != RecordFormat.TYPE_DEFINITION
          || flags() != 0
          || sequence() != definitions.size()) {
        throw untrusted(
            "where definition " + definitions.size() + " belongs stands something else");
      }
      byte[] definition = new byte[payloadLength()];
      view.getBytes(payloadOffset(), definition);
      definitions.add(definition);
      skip();
    }
    if (definitions.size() != count) {
      throw untrusted("it holds " + definitions.size() + " definitions of " + count);
    }
    inExcerpt = false;
    expectedSequence = firstSequence;
    head =
        new SegmentHead(
            number, firstSequence, chainBefore, List.copyOf(definitions), excerpts.position());
    return head;
  }

  /** As {@link #readHead()} gave it. */
  SegmentHead head() {
    return head;
  }

  /** Forgets what was read after the head and stands before the first record again. */
  void rewind() {
    seek(head.endPosition(), head.firstSequence());
  }

  /** Stands before an excerpt whose first record has this sequence. */
  void seek(long excerptPosition, long sequence) {
    excerpts.position(excerptPosition);
    expectedSequence = sequence;
    inExcerpt = false;
    ended = false;
  }

  /**
   * Is there a record at the cursor, whole and checked? Stays where it is; {@link #skip()} goes on.
   */
  boolean available() throws IOException, DamagedSegmentException {
    if (inExcerpt && offset == excerptEnd) {
      if (excerpts.cutShort()) {
        throw damaged("the file ends within an excerpt");
      }
      inExcerpt = false;
    }
    if (!inExcerpt) {
      Found found = excerpts.next();
      ended = found == Found.END_OF_SEGMENT;
      if (found != Found.EXCERPT) {
        return false;
      }
      excerptsRead++;
      excerptSequence = expectedSequence;
      enterExcerpt();
    }
    requireWhole();
    if (type() != RecordFormat.TYPE_RECORD) {
      throw untrusted("a record of type " + type() + " after the head");
    }
    boolean first = offset == excerpts.dataOffset();
    if (flags() != (first ? RecordFormat.FLAG_FIRST : 0)) {
      throw untrusted("a record with flags " + flags());
    }
    if (sequence() != expectedSequence) {
      throw untrusted("sequence " + sequence() + " where " + expectedSequence + " belongs");
    }
    return true;
  }

  /** Goes on behind the record at the cursor. */
  void skip() {
    offset += RecordFormat.align(lengthAt(offset));
    expectedSequence++;
  }

  /**
   * Goes to the excerpt that holds a sequence by looking only at the first record of each; stands
   * at the end where there is none yet.
   */
  void seekExcerptOf(long sequence) throws IOException, DamagedSegmentException {
    rewind();
    long before = excerpts.position();
    long beforeSequence = expectedSequence;
    while (excerpts.next() == Found.EXCERPT) {
      enterExcerpt();
      requireWhole();
      if (sequence() > sequence) {
        break;
      }
      before = excerpts.excerptPosition();
      beforeSequence = sequence();
    }
    seek(before, beforeSequence);
  }

  /** Goes to the excerpt that the appender wrote last, as far as the file tells where that is. */
  void seekLastExcerpt() throws IOException, DamagedSegmentException {
    long last = excerpts.appenderPosition();
    if (last < head.endPosition()) {
      rewind();
      return;
    }
    excerpts.position(last);
    if (excerpts.next() != Found.EXCERPT) {
      rewind();
      return;
    }
    enterExcerpt();
    requireWhole();
    seek(last, sequence());
  }

  /** Whether the record at the cursor is the first of its excerpt, which carries the chain. */
  boolean atExcerptStart() {
    return inExcerpt && offset == excerpts.dataOffset();
  }

  /** Compares what the first record of an excerpt carries; the cursor is at it. */
  void requireChain(HashChain chain) throws BrokenChainException {
    if (!chain.isAt(excerpts.view(), offset + RecordFormat.CHAIN_OFFSET)) {
      throw new BrokenChainException(
          file,
          position(),
          "the record of sequence "
              + expectedSequence
              + " carries another hash than that of the excerpt before: one of the two was changed,"
              + " or what stood between them was taken out");
    }
  }

  /** Goes on by the record at the cursor, as it was checked. */
  void addTo(HashChain chain) {
    chain.addPart(excerpts.view(), offset, RecordFormat.align(lengthAt(offset)));
  }

  /** Whether the record that was skipped last was the last of its excerpt. */
  boolean atExcerptEnd() {
    return offset == excerptEnd;
  }

  /** Whether the file ends within the excerpt that the cursor is in. */
  boolean cutShort() {
    return excerpts.cutShort();
  }

  /** Where the excerpt's data lies in {@link #buffer()}; while the cursor is in it. */
  int excerptOffset() {
    return excerpts.dataOffset();
  }

  int excerptLength() {
    return excerpts.dataLength();
  }

  /** Whether the last {@link #available()} met the mark of the segment's end. */
  boolean ended() {
    return ended;
  }

  /** How many excerpts of records were entered so far. */
  int excerptsRead() {
    return excerptsRead;
  }

  /** Of the excerpt of records that was entered last; null before the first. */
  JournalPlace place() {
    return excerptsRead == 0
        ? null
        : new JournalPlace(excerptSequence, number, excerpts.excerptPosition());
  }

  /** The sequence that the next record must have. */
  long expectedSequence() {
    return expectedSequence;
  }

  /** In the file: of the record at the cursor inside an excerpt, else of the next excerpt. */
  long position() {
    return inExcerpt
        ? excerpts.excerptPosition() + ExcerptCursor.HEADER_BYTES + (offset - excerpts.dataOffset())
        : excerpts.position();
  }

  /** See {@link ExcerptCursor#appenderPosition()}; the cursor has to seek after it. */
  long appenderPosition() throws IOException {
    return excerpts.appenderPosition();
  }

  long excerptPosition() {
    return excerpts.excerptPosition();
  }

  UnsafeBuffer buffer() {
    return excerpts.view();
  }

  int payloadOffset() {
    return offset + RecordFormat.headerBytes(flags());
  }

  int payloadLength() {
    return lengthAt(offset) - RecordFormat.headerBytes(flags());
  }

  byte type() {
    return excerpts.view().getByte(offset + RecordFormat.TYPE_OFFSET);
  }

  private byte flags() {
    return excerpts.view().getByte(offset + RecordFormat.FLAGS_OFFSET);
  }

  long sequence() {
    return longAt(offset + RecordFormat.SEQUENCE_OFFSET);
  }

  private void enterExcerpt() {
    inExcerpt = true;
    offset = excerpts.dataOffset();
    excerptEnd = offset + excerpts.dataLength();
  }

  private void requireWhole() throws IOException, DamagedSegmentException {
    String flaw = flaw();
    if (flaw != null) {
      // Beside a live writer a block may have been read while it was filled: look again, once.
      int inData = offset - excerpts.dataOffset();
      excerpts.reread();
      enterExcerpt();
      offset += inData;
      flaw = flaw();
      if (flaw != null) {
        throw damaged(flaw);
      }
    }
  }

  private String flaw() {
    return RecordFormat.flaw(excerpts.view(), excerpts.bytes(), crc, offset, excerptEnd);
  }

  DamagedSegmentException damaged(String flaw) {
    return new DamagedSegmentException(
        file, position(), "the record of sequence " + expectedSequence + " is unreadable: " + flaw);
  }

  /** For records that are whole and yet not what belongs here: no torn tail looks like that. */
  private JournalException untrusted(String flaw) {
    return new JournalException(
        "the journal segment "
            + file
            + " cannot be trusted: at byte "
            + position()
            + ", "
            + flaw
            + ". Nothing was changed. "
            + JournalCheck.ADVICE);
  }

  private int lengthAt(int at) {
    return intAt(at + RecordFormat.LENGTH_OFFSET);
  }

  private int intAt(int at) {
    return excerpts.view().getInt(at, ByteOrder.LITTLE_ENDIAN);
  }

  private long longAt(int at) {
    return excerpts.view().getLong(at, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    excerpts.close();
  }
}
