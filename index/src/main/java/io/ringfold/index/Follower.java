package io.ringfold.index;

import io.ringfold.engine.EngineException;
import io.ringfold.engine.Uuid5;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.lift.EventSignatures;
import io.ringfold.engine.record.RecordStatus;
import io.ringfold.engine.record.RecordView;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalPlace;
import io.ringfold.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal, off the ring, and puts what it finds into the index: the one writer of it, on
 * a thread of its own. It never waits for memory or for those who ask: where commands come faster,
 * it falls behind, and catches up.
 *
 * <p>What goes wrong here stays here. A store that cannot be used is thrown away and made again; a
 * journal that cannot be read at some place is tried again later, and until then the index ends
 * there.
 */
final class Follower implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /** Few, as a full block is noticed only between two polls, and an excerpt may be a megabyte. */
  private static final int EXCERPTS_A_POLL = 8;

  /**
   * So often it offers its processor to whoever waits for one, a power of two. What comes in 20 ms
   * is milliseconds of work, and a stage of the ring that yields while it waits is asleep to
   * nobody: on this processor it would wait until all of that is done.
   */
  private static final int YIELD_EACH_RECORDS = 16;

  private static final long IDLE_MS = 20;
  private static final long AWAITED_MS = 1;
  private static final long RETRY_MS = 5_000;
  private static final long TOLD_EACH_RECORDS = 5_000_000;

  /** What others look at. */
  interface Target {
    /** From now on this is the index. */
    void show(IndexStore store, OpenBlock open);

    /** Everything up to here can be found. */
    void indexed(long sequence);

    /** There is no index at this moment. */
    void hide();

    /** Whether somebody waits for a sequence that is not indexed. */
    boolean isAwaited();

    /** Whether somebody found the store damaged. */
    boolean isDamaged();
  }

  private final IndexConfig config;
  private final Domains domains;
  private final String madeBy;
  private final LongSupplier settledSequence;
  private final Target target;
  private final int blockRecords;
  private final Object idle = new Object();
  private volatile boolean stopped;

  private IndexStore store;
  private OpenBlock open;
  private JournalReader reader;
  private String lastFailure;

  Follower(
      IndexConfig config,
      Domains domains,
      LongSupplier settledSequence,
      Target target,
      int blockRecords) {
    this.config = config;
    this.domains = domains;
    this.settledSequence = settledSequence;
    this.target = target;
    this.blockRecords = blockRecords;
    madeBy = madeBy(domains);
  }

  /**
   * What names and keys follow from, as they are kept as of today: where events are read in another
   * way, or are another domain's, they may be others.
   */
  static String madeBy(Domains domains) {
    Map<String, String> aggregates = new TreeMap<>();
    domains.events().forEach(each -> aggregates.put(each.type().name(), each.domain().name()));
    return EventSignatures.of(domains) + "\n" + aggregates;
  }

  /** The sooner it looks for new records. Any thread. */
  void wake() {
    synchronized (idle) {
      idle.notifyAll();
    }
  }

  /** It ends soon, and never in the middle of a commit. Any thread. */
  void stop() {
    stopped = true;
    wake();
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        open();
        follow();
      } catch (DamagedIndexException e) {
        LOG.warn("the index {} is made again: {}", config.directory(), e.getMessage());
        release();
        discard();
      } catch (JournalException | EngineException | IOException e) {
        retryLater(e);
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.debug("following the journal failed", e);
        retryLater(e);
      } finally {
        release();
      }
    }
  }

  private void retryLater(Throwable failure) {
    if (!failure.toString().equals(lastFailure)) {
      lastFailure = failure.toString();
      LOG.error(
          "the index {} stays at sequence {}; commands go on, and it is tried again: {}",
          config.directory(),
          open == null ? 0 : open.last(),
          lastFailure);
    }
    release();
    pause(RETRY_MS);
  }

  private void open() throws IOException {
    try {
      store = IndexStore.open(config.directory(), config.cacheBytes(), madeBy);
    } catch (DamagedIndexException e) {
      LOG.warn("the index {} is made again: {}", config.directory(), e.getMessage());
      IndexStore.delete(config.directory());
      store = IndexStore.open(config.directory(), config.cacheBytes(), madeBy);
    }
    long first = JournalReader.firstSequence(config.journal());
    long settled = settledSequence.getAsLong();
    int dropped = 0;
    while (!store.blocks().isEmpty() && !isBornOut(lastBlock(), first, settled)) {
      store.dropLast();
      dropped++;
    }
    if (dropped > 0) {
      LOG.warn(
          "the journal does not bear out the last {} blocks of the index {}: dropped, read again",
          dropped,
          config.directory());
    }
    JournalPlace near = null;
    long next = first;
    if (!store.blocks().isEmpty()) {
      next = lastBlock().last() + 1;
      near = lastBlock().placeBefore(next);
    }
    reader =
        near == null
            ? JournalReader.open(config.journal(), next)
            : JournalReader.open(config.journal(), next, near);
    open = new OpenBlock(next, blockRecords);
    target.show(store, open);
    target.indexed(next - 1);
  }

  private SealedBlock lastBlock() {
    List<SealedBlock> blocks = store.blocks();
    return blocks.get(blocks.size() - 1);
  }

  /** Whether the journal has the block's last record, where the block says. */
  private boolean isBornOut(SealedBlock block, long first, long settled) {
    if (block.last() < first || block.last() > settled) {
      return false;
    }
    JournalPlace place = block.placeBefore(block.last());
    if (place == null) {
      return false;
    }
    RecordView view = new RecordView();
    boolean[] same = {false};
    try (JournalReader look = JournalReader.open(config.journal(), block.last(), place)) {
      JournalHandler compare =
          new JournalHandler() {
            @Override
            public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {}

            @Override
            public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
              view.wrap(buffer, offset, length);
              same[0] =
                  view.uuid().equals(block.lastUuid())
                      && view.timeMicros() == block.lastTimeMicros();
            }
          };
      while (look.nextSequence() <= block.last()
          && look.poll(compare, block.last(), Integer.MAX_VALUE) > 0) {
        // on to the block's last
      }
    } catch (JournalException e) {
      LOG.debug("block {} of the index is not where it says", block.id(), e);
      return false;
    }
    return same[0];
  }

  private void follow() throws IOException {
    Indexing indexing = new Indexing();
    long told = open.last();
    while (!stopped) {
      if (target.isDamaged()) {
        throw new DamagedIndexException("a lookup found it damaged");
      }
      if (open.isFull() && !seal()) {
        pause(RETRY_MS);
        continue;
      }
      // a block holds so many records and no more: that bounds memory, whatever is to catch up with
      long upTo = Math.min(settledSequence.getAsLong(), open.first() + blockRecords - 1);
      if (reader.poll(indexing, upTo, EXCERPTS_A_POLL) > 0) {
        lastFailure = null;
        target.indexed(open.last());
        if (open.last() - told >= TOLD_EACH_RECORDS) {
          told = open.last();
          LOG.info("indexed up to sequence {} of {}", told, settledSequence.getAsLong());
        }
      } else {
        pause(target.isAwaited() ? AWAITED_MS : IDLE_MS);
      }
    }
  }

  /** Writes the full block, if the disk has room for more than the journal. */
  private boolean seal() throws IOException {
    long free = Files.getFileStore(config.directory()).getUsableSpace();
    if (free < config.minFreeBytes()) {
      String why = "the disk has less than " + config.minFreeBytes() + " bytes free";
      if (!why.equals(lastFailure)) {
        lastFailure = why;
        LOG.warn(
            "the index {} stays at sequence {} until there is room: {}",
            config.directory(),
            open.last(),
            why);
      }
      return false;
    }
    store.add(open);
    open = new OpenBlock(open.last() + 1, blockRecords);
    target.show(store, open);
    return true;
  }

  private void pause(long ms) {
    synchronized (idle) {
      if (!stopped) {
        try {
          idle.wait(ms);
        } catch (InterruptedException e) {
          stopped = true;
        }
      }
    }
  }

  private void release() {
    target.hide();
    if (reader != null) {
      try {
        reader.close();
      } catch (JournalException e) {
        LOG.warn("{}", e.getMessage());
      }
      reader = null;
    }
    if (store != null) {
      store.close();
      store = null;
    }
  }

  private void discard() {
    try {
      IndexStore.delete(config.directory());
    } catch (IOException e) {
      LOG.error("the index {} cannot be deleted: {}", config.directory(), e.toString());
      pause(RETRY_MS);
    }
  }

  /** Adds each record to the open block. */
  private final class Indexing implements JournalHandler, EventWords.Consumer {
    private final EventWords words = new EventWords(domains);
    private final Hashes hashes = store.hashes();
    private final RecordView view = new RecordView();
    private final RecordView.EventConsumer event = this::onEvent;
    private UUID uuid;
    private int events;

    /** Of the events of this record, some of them more than once. */
    private int[] terms = new int[8];

    private int termCount;

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      words.learn(ordinal, buffer, offset, length);
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      if ((sequence & YIELD_EACH_RECORDS - 1) == 0) {
        Thread.yield();
      }
      view.wrap(buffer, offset, length);
      uuid = view.uuid();
      events = 0;
      termCount = 0;
      boolean accepted = view.status() == RecordStatus.ACCEPTED;
      if (accepted) {
        // before anything is added: an event that cannot be read leaves no half record
        view.forEachEvent(event);
      }
      open.add(reader.place(), view.timeMicros(), uuid);
      open.addUuid(hashes.uuid(uuid));
      for (int i = 0; i < events; i++) {
        open.addUuid(hashes.uuid(Uuid5.ofEvent(uuid, i)));
      }
      if (events > 0) {
        open.addTerm(hashes.hasEvents());
      }
      Arrays.sort(terms, 0, termCount);
      for (int i = 0; i < termCount; i++) {
        if (i == 0 || terms[i] != terms[i - 1]) {
          open.addTerm(terms[i]);
        }
      }
      if (view.user() != null) {
        open.addTerm(hashes.user(view.user()));
      }
    }

    private void onEvent(int index, int type, DirectBuffer buffer, int offset, int length) {
      words.of(type, buffer, offset, length, this);
    }

    @Override
    public void event(String name) {
      events++;
      addTerm(hashes.eventName(name));
    }

    @Override
    public void key(String aggregate, String key) {
      addTerm(hashes.key(aggregate, key));
    }

    private void addTerm(int hash) {
      if (termCount == terms.length) {
        terms = Arrays.copyOf(terms, termCount * 2);
      }
      terms[termCount++] = hash;
    }
  }
}
