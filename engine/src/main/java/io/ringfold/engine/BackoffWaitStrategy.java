package io.ringfold.engine;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits by yielding, then sleeping: on a condition while the ring is empty (an idle server uses no
 * processor time), in short naps while an earlier stage takes long over the slot.
 *
 * <p>How long it yields to an empty ring follows from what came of it: where a publication came
 * soon after a stage had gone to sleep, to be woken took longer than to wait would have, and the
 * next time it yields for longer.
 *
 * <p>Disruptor's own blocking strategies busy-spin in the second case, which on few cores takes the
 * processor from the very stage they wait for while it forces to disk.
 */
final class BackoffWaitStrategy implements WaitStrategy {

  /** So many yields take longer than a force: a nap or a wake-up costs the answer 50 to 100 µs. */
  static final int LONGER_THAN_A_FORCE = 1_000;

  /** Few: whoever spins on one of two cores keeps the stage that it waits for from running. */
  private static final int SPINS = 10;

  private static final int FEW_YIELDS = 50;

  /** A publication that came so soon would have been found by yielding. */
  private static final long SOON_NS = 300_000;

  private static final long NAP_NS = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final AtomicBoolean signalNeeded = new AtomicBoolean();

  private final int fewYields;
  private final int mostYields;

  /** How often to yield to an empty ring; what any stage met with last. */
  private volatile int yields;

  /**
   * @param mostYields before a stage sleeps that has seen commands come fast, or that waits for an
   *     earlier stage; 0 to sleep at once
   */
  BackoffWaitStrategy(int mostYields) {
    this.fewYields = Math.min(FEW_YIELDS, mostYields);
    this.mostYields = mostYields;
    yields = fewYields;
  }

  @Override
  public long waitFor(
      long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, InterruptedException {
    long available;
    int tries = 0;
    while ((available = dependentSequence.get()) < sequence) {
      barrier.checkAlert();
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else if (tries < SPINS + yields) {
        Thread.yield();
      } else if (cursor.get() < sequence) {
        long startNs = IngressClock.nanoTime();
        awaitPublication(sequence, cursor, barrier);
        yields = IngressClock.nanoTime() - startNs < SOON_NS ? mostYields : fewYields;
        tries = 0;
      } else if (tries < SPINS + mostYields) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(NAP_NS);
      }
      tries++;
    }
    return available;
  }

  private void awaitPublication(long sequence, Sequence cursor, SequenceBarrier barrier)
      throws AlertException, InterruptedException {
    lock.lock();
    try {
      while (true) {
        signalNeeded.set(true);
        // pairs with the fence in signalAllWhenBlocking: either this thread sees the new cursor, or
        // the publisher sees that a signal is needed
        VarHandle.fullFence();
        if (cursor.get() >= sequence) {
          return;
        }
        barrier.checkAlert();
        published.await();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void signalAllWhenBlocking() {
    VarHandle.fullFence();
    // one publisher signals; those after it need not wait for the lock while the stages wake up
    if (signalNeeded.get() && signalNeeded.getAndSet(false)) {
      lock.lock();
      try {
        published.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
