package io.ringfold.journal;

import org.agrona.DirectBuffer;

/**
 * Receives what a {@link JournalReader} reads. The buffers are valid only during the call and must
 * not be written to.
 */
public interface JournalHandler {

  /**
   * A definition that the records after it may refer to. Each segment repeats all definitions that
   * came before it, so the same ordinal comes again with the same bytes.
   *
   * @param ordinal its place among all definitions of the journal, from 0
   */
  void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length);

  /** A record, whole and checked. */
  void onRecord(long sequence, DirectBuffer buffer, int offset, int length);
}
