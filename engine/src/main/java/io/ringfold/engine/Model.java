package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.shape.Values;
import io.ringfold.journal.JournalHandler;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.agrona.DirectBuffer;

/**
 * Everything in memory that follows from the journal, as of one sequence: aggregates and read
 * models. Records are applied in order, through evolve, folds and the functions of migrations
 * alone; no rule is asked again. Events that older code wrote are lifted on the way.
 *
 * <p>Single-threaded.
 */
public final class Model implements JournalHandler {
  private final Domains domains;
  private final TypeCatalog types;
  private final Aggregates aggregates;
  private final ReadModels readModels;
  private final RecordView view = new RecordView();
  private final RecordView.EventConsumer readEvent = this::readEvent;
  private final Migrations migrations;
  private final Now now = new Now();
  private RecordSteps steps = now;

  /** The first sequence that the window will hold when the replay is through. */
  private long windowFrom;

  /**
   * The state before the first record.
   *
   * @param dedupWindow how many commands back a resend is recognised
   */
  public Model(Domains domains, int dedupWindow) {
    this.domains = domains;
    types = new TypeCatalog(domains);
    aggregates = new Aggregates(domains, dedupWindow);
    readModels = new ReadModels(domains);
    migrations = new Migrations(domains, aggregates);
  }

  /**
   * Says that a replay begins. Until it has come to its end, the window of processed commands is
   * not what it is as of {@link #sequence()}.
   */
  void replaysUpTo(long lastSequence) {
    windowFrom = aggregates.replaysUpTo(lastSequence);
  }

  /** Applies what is read at once, as a model does where nobody says otherwise. */
  RecordSteps now() {
    return now;
  }

  /** Hands what is read to others, who apply it with {@link #now} some time. */
  void applyBy(RecordSteps others) {
    steps = others;
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
    boolean accepted = commandRecord.status() == RecordStatus.ACCEPTED;
    steps.begin(
        sequence,
        commandRecord.timeMicros(),
        commandRecord.uuidMsb(),
        commandRecord.uuidLsb(),
        accepted ? commandRecord.user() : null);
    if (accepted) {
      commandRecord.forEachEvent(readEvent);
    }
    steps.end(
        sequence < windowFrom ? 0 : fingerprint(commandRecord),
        accepted ? null : new DedupWindow.Rejection(commandRecord.code(), commandRecord.message()));
  }

  private long fingerprint(RecordView commandRecord) {
    return Fingerprint.of(
        types.definition(commandRecord.commandType()).name(),
        commandRecord.buffer(),
        commandRecord.commandOffset(),
        commandRecord.commandLength());
  }

  private void readEvent(int index, int type, DirectBuffer buffer, int offset, int length) {
    types.reader(type).read(buffer, offset, length, steps);
  }

  /**
   * Applies at once. Counts events of today itself, for one of the journal may have become several.
   */
  private final class Now implements RecordSteps {
    private long uuidMsb;
    private long uuidLsb;
    private String user;
    private int index;

    @Override
    public void begin(long sequence, long timeMicros, long msb, long lsb, String sender) {
      uuidMsb = msb;
      uuidLsb = lsb;
      user = sender;
      index = 0;
      aggregates.begin(sequence, timeMicros);
      readModels.command(sequence, timeMicros, msb, lsb, sender);
    }

    @Override
    public <E> void event(EventOfToday<E> type, E event) {
      if (event instanceof Migrated migrated) {
        migrations.replay(migrated, new UUID(uuidMsb, uuidLsb), user);
      } else {
        aggregates.evolve(type.domainIndex(), type.type(), type.shape(), event);
      }
      readModels.fold(index++, event);
    }

    @Override
    public void end(long fingerprint, DedupWindow.Rejection rejection) {
      if (aggregates.sequence() < windowFrom) {
        aggregates.endOutsideOfWindow(rejection == null);
      } else {
        aggregates.end(uuidMsb, uuidLsb, fingerprint, rejection);
      }
    }
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

  /** The read models by {@code domain/projection}; without those that wait to be rebuilt. */
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

  Domains domains() {
    return domains;
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
