package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalHandler;
import java.util.HexFormat;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Everything in memory that follows from the journal, as of one sequence: aggregates and read
 * models. Records are applied in order, through evolve and folds alone; no rule is asked again.
 *
 * <p>Single-threaded.
 */
public final class Model implements JournalHandler {
  private final TypeCatalog types;
  private final Aggregates aggregates;
  private final ReadModels readModels;
  private final RecordView view = new RecordView();
  private final RecordView.EventConsumer applyEvent = this::applyEvent;

  /**
   * The state before the first record.
   *
   * @param dedupWindow how many commands back a resend is recognised
   */
  public Model(Domains domains, int dedupWindow) {
    types = new TypeCatalog(domains);
    aggregates = new Aggregates(domains, dedupWindow);
    readModels = new ReadModels(domains);
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    byte[] definition = new byte[length];
    buffer.getBytes(offset, definition);
    types.learn(ordinal, definition);
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    try {
      apply(sequence, view.wrap(buffer, offset, length));
    } catch (EngineException e) {
      throw new EngineException("replay of sequence " + sequence + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new EngineException("replay of sequence " + sequence + " failed: " + e, e);
    }
  }

  private void apply(long sequence, RecordView commandRecord) {
    aggregates.begin(sequence, commandRecord.timeMicros());
    DedupWindow.Rejection rejection = null;
    if (commandRecord.status() == RecordStatus.ACCEPTED) {
      readModels.command(
          sequence, commandRecord.timeMicros(), commandRecord.uuid(), commandRecord.user());
      commandRecord.forEachEvent(applyEvent);
    } else {
      rejection = new DedupWindow.Rejection(commandRecord.code(), commandRecord.message());
    }
    long fingerprint =
        Fingerprint.of(
            types.definition(commandRecord.commandType()).name(),
            commandRecord.buffer(),
            commandRecord.commandOffset(),
            commandRecord.commandLength());
    aggregates.end(commandRecord.uuidMsb(), commandRecord.uuidLsb(), fingerprint, rejection);
  }

  private void applyEvent(int index, int type, DirectBuffer buffer, int offset, int length) {
    applyEvent(index, types.reader(type), buffer, offset, length);
  }

  private <E> void applyEvent(
      int index, TypeCatalog.ReadEvent<E> reader, DirectBuffer buffer, int offset, int length) {
    E event = reader.decoder().decode(buffer, offset, length);
    aggregates.evolve(reader.domainIndex(), reader.type(), reader.shape(), event);
    readModels.fold(index, event);
  }

  /** The sequence of the last record applied; 0 before the first. */
  public long sequence() {
    return aggregates.sequence();
  }

  /** The time of that record, in microseconds since the epoch. */
  public long timeMicros() {
    return aggregates.timeMicros();
  }

  /** The domains' states by name; live objects, to be read only. */
  public Map<String, Object> states() {
    return aggregates.statesByName();
  }

  /** The read models by {@code domain/projection}. */
  public Map<String, Object> readModels() {
    return readModels.byName();
  }

  /** The SHA-256 of the states, in lower-case hexadecimal: equal states, equal hashes. */
  public String stateHash() {
    return HexFormat.of().formatHex(stateHashBytes());
  }

  byte[] stateHashBytes() {
    return Values.hash(states());
  }

  TypeCatalog types() {
    return types;
  }

  Aggregates aggregates() {
    return aggregates;
  }

  ReadModels projections() {
    return readModels;
  }
}
