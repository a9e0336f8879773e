package io.ringfold.engine;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SequenceBarrier;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A stage on a real ring, and two threads that publish on it: the actor, and one of this process
 * that helps every state in its turn, because there are processors for two actors only.
 */
abstract class TwoPublishers extends SleepingStage {
  private static final int SLOTS_EACH = 2;
  private static final Second SECOND = new Second();

  private final RingBuffer<Object> ring =
      RingBuffer.createMultiProducer(Object::new, 8, waitStrategy());
  private final SequenceBarrier barrier = ring.newBarrier();
  private volatile boolean secondIsThrough;

  @Override
  final void publishAll() {
    SECOND.help(this);
    publishMine();
    while (!secondIsThrough) {
      Thread.yield();
    }
  }

  private void publishMine() {
    for (int i = 0; i < SLOTS_EACH; i++) {
      pause();
      ring.publish(ring.next());
    }
  }

  @Override
  final void awaitAll() throws Exception {
    long last = 2 * SLOTS_EACH - 1;
    for (long next = 0; next <= last; ) {
      // what is claimed and not published yet gives a sequence before the one asked for
      next = Math.max(next, barrier.waitFor(next) + 1);
    }
  }

  /** The second publisher. */
  private static final class Second implements Runnable {
    private final AtomicReference<TwoPublishers> task = new AtomicReference<>();

    Second() {
      Thread thread = new Thread(this, "second publisher");
      thread.setDaemon(true);
      thread.start();
    }

    void help(TwoPublishers state) {
      while (!task.compareAndSet(null, state)) {
        Thread.yield();
      }
    }

    @Override
    public void run() {
      while (true) {
        TwoPublishers state = task.getAndSet(null);
        if (state == null) {
          Thread.yield();
        } else {
          state.publishMine();
          state.secondIsThrough = true;
        }
      }
    }
  }
}
