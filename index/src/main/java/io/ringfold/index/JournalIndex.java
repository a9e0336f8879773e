package io.ringfold.index;

import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.JournalPlace;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which sequences of the journal may be the ones asked for. Kept up by a thread that follows the
 * journal; whoever must not miss what is in it already waits for {@link #reached}.
 *
 * <p>Whatever is on disk for it, it starts: what is missing, damaged, made by another version or of
 * another journal is made again from the journal, in the background.
 *
 * <p>Thread-safe. {@link History} asks it, and reads the records.
 */
public final class JournalIndex implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalIndex.class);
  private static final long STOP_TIMEOUT_MS = 10_000;

  private record Shown(IndexStore store, OpenBlock open) {}

  private final IndexConfig config;
  private final Follower follower;
  private final Thread thread;
  private final Waiters waiters = new Waiters();
  private volatile Shown shown;
  private volatile boolean damaged;

  /**
   * An index that does nothing yet.
   *
   * @param settledSequence up to where the journal may be told of
   */
  public JournalIndex(IndexConfig config, Domains domains, LongSupplier settledSequence) {
    this(config, domains, settledSequence, OpenBlock.RECORDS);
  }

  /** With blocks of another size, for tests. */
  JournalIndex(
      IndexConfig config, Domains domains, LongSupplier settledSequence, int blockRecords) {
    this.config = config;
    follower = new Follower(config, domains, settledSequence, new Target(), blockRecords);
    thread = new Thread(follower, "ringfold-index");
    thread.setDaemon(true);
  }

  /** Begins to follow the journal, which has been recovered. To be called once. */
  public void start() {
    thread.start();
  }

  /** Up to where everything can be found; 0 before the first, and while it is opened. */
  public long indexedSequence() {
    return shown == null ? 0 : waiters.reached();
  }

  /**
   * Waits for a sequence, holding no thread.
   *
   * @return completes with whether it was reached in time; false at once where too many wait
   */
  public CompletableFuture<Boolean> reached(long sequence, Duration timeout) {
    CompletableFuture<Boolean> future = waiters.await(sequence, timeout);
    if (!future.isDone()) {
      follower.wake();
    }
    return future;
  }

  /**
   * The newest sequence that may have this uuid, of its command or of an event, and that the check
   * confirms; 0 for none.
   *
   * @throws IndexUnavailableException where the index cannot be asked
   */
  long find(UUID uuid, LongPredicate check) {
    Shown now = shown();
    return guarded(
        () -> {
          int hash = now.store.hashes().uuid(uuid);
          long found = find(now.open, hash, check);
          List<SealedBlock> blocks = now.store.blocks();
          for (int i = blocks.size() - 1; i >= 0 && found == 0; i--) {
            found = find(blocks.get(i), hash, check);
          }
          return found;
        });
  }

  private static long find(Block block, int hash, LongPredicate check) {
    int[] offsets = block.uuids(hash);
    for (int i = offsets.length - 1; i >= 0; i--) {
      long sequence = block.first() + offsets[i];
      if (check.test(sequence)) {
        return sequence;
      }
    }
    return 0;
  }

  /**
   * Goes through the sequences with events that may fit.
   *
   * @param from the first that is wanted
   */
  EventSearch search(EventFilter filter, long from) {
    Shown now = shown();
    return new EventSearch(this, now.store, now.open, filter, from);
  }

  /** A place to begin reading a sequence from; null where it is not known. */
  JournalPlace placeBefore(long sequence) {
    Shown now = shown;
    if (now == null || sequence > waiters.reached()) {
      return null;
    }
    if (sequence >= now.open.first()) {
      return now.open.placeBefore(sequence);
    }
    return guarded(
        () -> {
          int at = indexOf(now.store.blocks(), sequence);
          return at < 0 ? null : now.store.blocks().get(at).placeBefore(sequence);
        });
  }

  /** The place in the list of the block with a sequence, or the one after it; -1 for none. */
  static int indexOf(List<SealedBlock> blocks, long sequence) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).last() < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == blocks.size() ? -1 : low;
  }

  private Shown shown() {
    Shown now = shown;
    if (now == null) {
      throw new IndexUnavailableException("the index is being opened", null);
    }
    return now;
  }

  /** Looks something up; where the store turns out to be damaged, it is made again. */
  <T> T guarded(Supplier<T> lookup) {
    try {
      return lookup.get();
    } catch (DamagedIndexException e) {
      LOG.debug("lookup in the index {}", config.directory(), e);
      if (shown != null) {
        damaged = true;
        follower.wake();
      }
      throw new IndexUnavailableException(
          "the index was damaged and is made again from the journal", e);
    }
  }

  /** Ends the thread and gives the files back. */
  @Override
  public void close() {
    follower.stop();
    waiters.close();
    try {
      thread.join(STOP_TIMEOUT_MS);
      if (thread.isAlive()) {
        LOG.warn("the index did not stop within {} ms and is left behind", STOP_TIMEOUT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Target implements Follower.Target {
    @Override
    public void show(IndexStore store, OpenBlock open) {
      shown = new Shown(store, open);
    }

    @Override
    public void indexed(long sequence) {
      waiters.reached(sequence);
    }

    @Override
    public void hide() {
      shown = null;
      damaged = false;
      waiters.reached(0);
    }

    @Override
    public boolean isAwaited() {
      return !waiters.isEmpty();
    }

    @Override
    public boolean isDamaged() {
      return damaged;
    }
  }
}
