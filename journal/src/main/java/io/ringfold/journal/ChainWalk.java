package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Goes over a segment excerpt by excerpt, and checks each wholly: its records, and that it goes on
 * where the chain was. Stops before the first that is not whole.
 */
final class ChainWalk implements Closeable {

  private final SegmentCursor cursor;
  private HashChain chain;

  ChainWalk(Path file, int number) throws IOException {
    this.cursor = new SegmentCursor(file, number);
  }

  /**
   * Reads the head, and stands on it: the first excerpt. What the chain should be before it is for
   * the caller to compare.
   *
   * @return null where the head is not there yet
   */
  SegmentHead begin() throws IOException, DamagedSegmentException {
    SegmentHead head = cursor.readHead();
    if (head != null) {
      requireNotCutShort();
      chain = head.chainBefore().copy();
      chain.add(cursor.buffer(), offset(), length());
    }
    return head;
  }

  /** Goes on to the next excerpt; false where there is none yet. */
  boolean next() throws IOException, DamagedSegmentException {
    if (!cursor.available()) {
      return false;
    }
    cursor.requireChain(chain);
    cursor.skip();
    while (!cursor.atExcerptEnd()) {
      cursor.available();
      cursor.skip();
    }
    requireNotCutShort();
    chain.add(cursor.buffer(), offset(), length());
    return true;
  }

  private void requireNotCutShort() throws DamagedSegmentException {
    if (cursor.cutShort()) {
      throw cursor.damaged("the file ends within an excerpt");
    }
  }

  /** What the chain comes to with the excerpt that this stands on. */
  HashChain chain() {
    return chain;
  }

  long nextSequence() {
    return cursor.expectedSequence();
  }

  /** Behind the excerpt that this stands on. */
  long position() {
    return cursor.position();
  }

  /** Holds the excerpt's data, until the next call of {@link #next()}. */
  DirectBuffer buffer() {
    return cursor.buffer();
  }

  int offset() {
    return cursor.excerptOffset();
  }

  int length() {
    return cursor.excerptLength();
  }

  @Override
  public void close() throws IOException {
    cursor.close();
  }
}
