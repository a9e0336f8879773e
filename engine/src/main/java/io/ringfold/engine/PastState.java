package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrated;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.journal.JournalHandler;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The state of one domain, going through the past: as of one sequence, and, on the way to the next,
 * after each single event of a command. Events of other domains are not even decoded, and no read
 * model is folded; a whole {@link Model} is for whoever wants those.
 *
 * <p>Single-threaded.
 *
 * @param <S> the type of the domain's state
 */
public final class PastState<S> implements JournalHandler {

  /** Looks at the state after an event; to read it, not to keep it. */
  @FunctionalInterface
  public interface Listener<S> {
    /**
     * @param sequence of the event's command
     * @param index of the event among those of its command, as they are read today
     */
    void applied(long sequence, int index, Object event, S state);
  }

  private static final EventReader OF_ANOTHER_DOMAIN = (buffer, offset, length, sink) -> {};

  private final Domains domains;
  private final Domain<S> domain;
  private final int domainIndex;
  private final TypeCatalog types;

  /** By ordinal of the event's type; null where it was not met yet. */
  private final List<EventReader> readers = new ArrayList<>();

  private final RecordView view = new RecordView();
  private final RecordView.EventConsumer readEvent = this::readEvent;
  private final Applier applier = new Applier();
  private Listener<? super S> listener = (sequence, index, event, state) -> {};
  private S state;
  private long sequence;

  /**
   * The state before the first record.
   *
   * @param domain one of the domains
   */
  public PastState(Domains domains, Domain<S> domain) {
    this.domains = domains;
    this.domain = domain;
    domainIndex = domains.all().indexOf(domain);
    if (domainIndex < 0) {
      throw new IllegalArgumentException("domain " + domain.name() + " is not one of the domains");
    }
    types = new TypeCatalog(domains);
    state = domain.initialState().get();
  }

  /** Goes on from what a snapshot held. */
  void load(Model image) {
    state = domain.stateType().cast(image.aggregates().state(domainIndex));
    sequence = image.sequence();
  }

  /** From now on, this hears of each event of the domain. */
  public void listen(Listener<? super S> newListener) {
    listener = newListener;
  }

  /** The sequence of the last record applied; 0 before the first. */
  public long sequence() {
    return sequence;
  }

  /** The live object, to be read only. */
  public S state() {
    return state;
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    byte[] definition = new byte[length];
    buffer.getBytes(offset, definition);
    types.learn(ordinal, definition);
  }

  /**
   * Applies a record; one that was applied already is passed over.
   *
   * @throws EngineException where it cannot be, or is not the next
   */
  @Override
  public void onRecord(long recordSequence, DirectBuffer buffer, int offset, int length) {
    if (recordSequence <= sequence) {
      return;
    }
    if (recordSequence != sequence + 1) {
      throw new EngineException("replay of sequence " + recordSequence + " after " + sequence);
    }
    try {
      view.wrap(buffer, offset, length);
      sequence = recordSequence;
      if (view.status() == RecordStatus.ACCEPTED) {
        applier.index = 0;
        view.forEachEvent(readEvent);
      }
    } catch (EngineException e) {
      throw new EngineException("replay of sequence " + recordSequence + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new EngineException("replay of sequence " + recordSequence + " failed: " + e, e);
    }
  }

  private void readEvent(int index, int type, DirectBuffer buffer, int offset, int length) {
    reader(type).read(buffer, offset, length, applier);
  }

  private EventReader reader(int type) {
    while (readers.size() <= type) {
      readers.add(null);
    }
    EventReader reader = readers.get(type);
    if (reader == null) {
      reader = isOfDomain(types.definition(type)) ? types.reader(type) : OF_ANOTHER_DOMAIN;
      readers.set(type, reader);
    }
    return reader;
  }

  /** As the event is today; one that no domain has is nobody's, and refused by its reader. */
  private boolean isOfDomain(TypeDefinition definition) {
    Domains.Event event = domains.event(definition.name());
    Domains.Retired retired = domains.retired(definition.name());
    return event == null
        ? retired == null || retired.domainIndex() == domainIndex
        : event == domains.migrated() || event.domainIndex() == domainIndex;
  }

  /** A migration is no event of one aggregate, but all of them may be others after it. */
  private void migrate(Migrated event) {
    if (event.domain().equals(domain.name())) {
      DecisionContext context = new DecisionContext();
      context.begin(sequence, view.uuid(), view.timeMicros(), view.user());
      state = domain.stateType().cast(Migrations.again(domains, event, state, context));
    }
  }

  private final class Applier implements EventSink {
    private int index;

    @Override
    public <E> void event(EventOfToday<E> type, E event) {
      if (event instanceof Migrated migrated) {
        migrate(migrated);
        return;
      }
      @SuppressWarnings("unchecked") // an event type of the domain, whose state is an S
      Domain.Evolver<S, E> evolver = (Domain.Evolver<S, E>) type.type().evolver();
      evolver.evolve(state, event);
      listener.applied(sequence, index++, event, state);
    }
  }
}
