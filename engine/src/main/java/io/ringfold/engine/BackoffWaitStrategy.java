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
 * Waits by spinning, then yielding, then sleeping: on a condition while the ring is empty (an idle
 * server uses no processor time), in short naps while an earlier stage takes long over the slot.
 *
 * <p>Disruptor's own blocking strategies busy-spin in the second case, which on few cores takes the
 * processor from the very stage they wait for while it forces to disk.
 */
final class BackoffWaitStrategy implements WaitStrategy {
  private static final int SPINS = 100;
  private static final int YIELDS = 50;

  /** About as long as a force takes: a nap here costs the answer 50 to 100 µs. */
  private static final int YIELDS_FOR_A_STAGE = 1_000;

  private static final long NAP_NS = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final AtomicBoolean signalNeeded = new AtomicBoolean();

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
      } else if (tries < SPINS + YIELDS) {
        Thread.yield();
      } else if (cursor.get() < sequence) {
        awaitPublication(sequence, cursor, barrier);
        tries = 0;
      } else if (tries < SPINS + YIELDS_FOR_A_STAGE) {
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
