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
 * server uses no processor time), in short naps while an earlier stage is at work on the slot.
 *
 * <p>Disruptor's own blocking strategies busy-spin in the second case, which on few cores takes the
 * processor from the very stage they wait for while it forces to disk.
 */
final class BackoffWaitStrategy implements WaitStrategy {
  private static final int SPINS = 100;
  private static final int YIELDS = 50;
  private static final long NAP_NS = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final AtomicBoolean signalNeeded = new AtomicBoolean();

  @Override
  public long waitFor(
      long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, InterruptedException {
    long available;
    for (int i = 0; i < SPINS + YIELDS; i++) {
      if ((available = dependentSequence.get()) >= sequence) {
        return available;
      }
      barrier.checkAlert();
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    if (cursor.get() < sequence) {
      awaitPublication(sequence, cursor, barrier);
    }
    while ((available = dependentSequence.get()) < sequence) {
      barrier.checkAlert();
      LockSupport.parkNanos(NAP_NS);
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
