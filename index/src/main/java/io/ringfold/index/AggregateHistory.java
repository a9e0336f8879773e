package io.ringfold.index;

import io.ringfold.engine.PastWalk;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What happened to one aggregate: its events as {@link History} finds them by its key, each with
 * the state after it. A page is one walk through the past of its domain, from the snapshot before
 * its first entry, or on from where a page before it ended.
 *
 * <p>Thread-safe. Calls take as long as there are records to apply, and hold a state of the domain
 * each: to be made on a few threads of their own. They throw what those of {@link History} throw.
 */
public final class AggregateHistory implements AutoCloseable {

  /** A page is cut when its states take so much, whatever its limit. */
  private static final long MAX_STATE_BYTES = 8 << 20;

  /** And when it has applied so many records, but for those before its first entry. */
  private static final long MAX_RECORDS_A_PAGE = 1_000_000;

  /**
   * An event of the aggregate.
   *
   * @param state the aggregate's after it, as its domain tells it; null where there is none, where
   *     the domain does not tell, or where it was not asked for
   */
  public record Entry(EventAt event, Object state) {}

  private final Path dataDirectory;
  private final Domains domains;
  private final History history;
  private final PastWalks walks = new PastWalks();
  private volatile boolean closed;

  public AggregateHistory(Path dataDirectory, Domains domains, History history) {
    this.dataDirectory = dataDirectory;
    this.domains = domains;
    this.history = history;
  }

  /**
   * Entries in the order of the journal. A page holds all of each of its commands, so it may be
   * longer than the limit by what the last command has.
   *
   * @param visible of these, only those for which it holds
   * @param withStates false to leave the states out, which is quick
   * @param after the sequence before the first that is wanted
   * @param upTo the last sequence that may be told of
   */
  public Page<Entry> page(
      AggregateKey key,
      Predicate<EventAt> visible,
      boolean withStates,
      long after,
      long upTo,
      int limit) {
    Page<EventAt> events = history.events(EventFilter.of(key), visible, after, upTo, limit);
    if (!withStates || key.domain().keyState() == null || events.items().isEmpty()) {
      return new Page<>(
          events.items().stream().map(event -> new Entry(event, null)).toList(), events.next());
    }
    return withStates(key.domain(), key.key(), events);
  }

  private <S> Page<Entry> withStates(Domain<S> domain, String key, Page<EventAt> events) {
    long first = events.items().get(0).command().sequence();
    PastWalk<S> walk = walks.take(domain, first - 1);
    if (walk == null) {
      walk = new PastWalk<>(dataDirectory, List.of(), domains, domain);
    }
    try {
      Page<Entry> page = new Walking<>(walk, domain, key).through(events);
      walks.put(domain, walk);
      return page;
    } finally {
      walk.close();
    }
  }

  /** Ends the calls that are under way, which fail. */
  @Override
  public void close() {
    closed = true;
  }

  private void goOnUnlessClosed(long sequence, long target) {
    if (closed) {
      throw new IndexUnavailableException("the server is stopping", null);
    }
  }

  /** One page. */
  private final class Walking<S> {
    private final PastWalk<S> walk;
    private final Recovery.Progress progress = AggregateHistory.this::goOnUnlessClosed;
    private final List<Entry> entries = new ArrayList<>();
    private final StateSize size = new StateSize();
    private final Domain.KeyState<S, ?> keyState;
    private final String key;

    /** Of the command that the walk goes through: by index of the event. */
    private Object[] states = {};

    Walking(PastWalk<S> walk, Domain<S> domain, String key) {
      this.walk = walk;
      this.keyState = domain.keyState();
      this.key = key;
    }

    Page<Entry> through(Page<EventAt> events) {
      List<EventAt> items = events.items();
      long begin = items.get(0).command().sequence();
      for (int i = 0; i < items.size(); ) {
        RecordedCommand command = items.get(i).command();
        if (i > 0
            && (size.bytes() >= MAX_STATE_BYTES
                || command.sequence() - begin >= MAX_RECORDS_A_PAGE)) {
          return new Page<>(entries, items.get(i - 1).command().sequence());
        }
        int end = i;
        while (end < items.size() && items.get(end).command().sequence() == command.sequence()) {
          end++;
        }
        add(command, items.subList(i, end));
        i = end;
      }
      return new Page<>(entries, events.next());
    }

    private void add(RecordedCommand command, List<EventAt> events) {
      walk.goTo(command.sequence() - 1, progress);
      states = new Object[command.events().size()];
      boolean[] wanted = new boolean[states.length];
      events.forEach(event -> wanted[event.index()] = true);
      walk.goTo(
          command.sequence(),
          (sequence, index, event, state) -> {
            if (wanted[index]) {
              states[index] = keyState.of(state, key);
            }
          },
          progress);
      for (EventAt event : events) {
        Object state = states[event.index()];
        size.add(state);
        entries.add(new Entry(event, state));
      }
      Arrays.fill(states, null);
    }
  }
}
