package io.ringfold.replaytool;

import io.ringfold.journal.JournalHandler;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;

/** Of the records that come by, hands those on that are wanted, up to a limit. */
final class SelectedRecords implements JournalHandler {

  private final Definitions definitions = new Definitions();
  private final JournaledRecord commandRecord = new JournaledRecord(definitions);
  private final Predicate<JournaledRecord> wanted;
  private final Consumer<JournaledRecord> taker;
  private long left;

  SelectedRecords(Predicate<JournaledRecord> wanted, long limit, Consumer<JournaledRecord> taker) {
    this.wanted = wanted;
    this.left = limit;
    this.taker = taker;
  }

  /** Whether no more are taken. */
  boolean full() {
    return left == 0;
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    definitions.onDefinition(ordinal, buffer, offset, length);
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    if (full()) {
      return;
    }
    try {
      commandRecord.wrap(sequence, buffer, offset, length);
      if (wanted.test(commandRecord)) {
        taker.accept(commandRecord);
        left--;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ToolException(
          "the record of sequence " + sequence + " cannot be understood: " + e.getMessage(), e);
    }
  }
}
