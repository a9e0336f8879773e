package io.ringfold.engine;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The whole wiring: one ring, five stages, four threads.
 *
 * <pre>
 *   ingress threads
 *        │ publish (full: busy)
 *   ┌────▼──────────────────── one ring of preallocated slots ───────────────────────┐
 *   │ decide      single writer of state: dedup, decide, encode, evolve; a long      │
 *   │   │         batch in pieces ({@link PiecewiseDecide})                          │
 *   │   └► journal    append the batch as one excerpt, force once at its end         │
 *   │        └► reply     acknowledgements, then updates; of a small batch on the    │
 *   │             │       journal's thread ({@link PromptReply})                     │
 *   │             └► project  fold events into read models, publish them with their  │
 *   │                         basis; then clear: drop what the slot held             │
 *   └────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>A stage sees a slot only after the stage before it let it go: decide in pieces, the others
 * whole batches; reply, where the journal's thread does its work, right after the force of the
 * whole batch. So nothing downstream of the journal can run before the force, and no stage needs a
 * lock against another. Project comes after reply, not beside it: where there are fewer processors
 * than stages, the answers leave first. (Project takes one a batch, against the rebuild of a
 * projection.) The slowest stage fills the ring, and a full ring answers busy.
 */
final class Pipeline {
  private static final long DRAIN_LOOK_NS = 100_000;

  private final Disruptor<Slot> disruptor;
  private final RingBuffer<Slot> ring;
  private final List<Thread> stages = new ArrayList<>();
  private final ProjectAndClear lastStage;
  private final EngineMetrics metrics;

  Pipeline(
      EngineConfig config,
      DecideStage decide,
      JournalStage journal,
      ReplyStage reply,
      ProjectStage project,
      EngineMetrics metrics,
      Consumer<Throwable> onFailure) {
    this.metrics = metrics;
    disruptor =
        new Disruptor<>(
            () -> new Slot(config.durability()),
            config.ringSlots(),
            task -> stage(task, onFailure),
            ProducerType.MULTI,
            waitStrategy(config.waitStrategy()));
    lastStage = new ProjectAndClear(project, new ClearStage());
    disruptor.setDefaultExceptionHandler(new HaltOnException(onFailure));

    ring = disruptor.getRingBuffer();
    EventHandler<Slot> firstStage = new PiecewiseDecide(decide, decide::fetch, ring::get);
    PromptReply promptReply = new PromptReply(journal, reply);
    EventHandler<Slot> secondStage = promptReply.journal();
    EventHandler<Slot> thirdStage = promptReply.reply();
    disruptor.handleEventsWith(firstStage).then(secondStage).then(thirdStage).then(lastStage);
    promptReply.watch(() -> disruptor.getSequenceValueFor(thirdStage), disruptor::getCursor);

    metrics.watchRing(waitingFor(lastStage), () -> ring.getCursor() + 1);
    metrics.decide().watch(waitingFor(firstStage), passedBy(firstStage));
    metrics.journal().watch(waitingFor(secondStage), passedBy(secondStage));
    metrics.reply().watch(waitingFor(thirdStage), passedBy(thirdStage));
    metrics.project().watch(waitingFor(lastStage), passedBy(lastStage));
  }

  /** How many published slots a stage has not let go; at most the ring, read at two moments. */
  private LongSupplier waitingFor(EventHandler<Slot> stage) {
    return () -> {
      long done = disruptor.getSequenceValueFor(stage);
      return Math.min(Math.max(ring.getCursor() - done, 0), ring.getBufferSize());
    };
  }

  /** Ring sequences begin with 0. */
  private LongSupplier passedBy(EventHandler<Slot> stage) {
    return () -> disruptor.getSequenceValueFor(stage) + 1;
  }

  void start() {
    disruptor.start();
  }

  /** Puts a command on the ring, or returns false where there is no room. Never blocks. */
  boolean tryPublish(Submission submission) {
    long ringSequence;
    try {
      ringSequence = ring.tryNext();
    } catch (InsufficientCapacityException full) {
      return false;
    }
    try {
      ring.get(ringSequence).submit(submission, metrics.nanoTime());
    } finally {
      ring.publish(ringSequence);
    }
    return true;
  }

  /** Puts commands on the ring next to each other, or none of them. Never blocks. */
  boolean tryPublish(List<Submission> together) {
    int count = together.size();
    long last;
    try {
      last = ring.tryNext(count);
    } catch (InsufficientCapacityException full) {
      return false;
    }
    long first = last - count + 1;
    try {
      long nowNs = metrics.nanoTime();
      for (int i = 0; i < count; i++) {
        ring.get(first + i).submit(together.get(i), nowNs);
      }
    } finally {
      ring.publish(first, last);
    }
    return true;
  }

  /**
   * Lets everything published run through, then ends the stages. Nobody may publish any more.
   *
   * <p>The Disruptor's own shutdown would not do: to it there is nothing left to wait for as long
   * as the last stage's thread has not begun to run, and it does not wait for threads to end.
   *
   * @return false where that took longer than the timeout
   */
  boolean drain(long timeoutSeconds) {
    long begin = metrics.nanoTime();
    long timeoutNs = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    long last = ring.getCursor();
    // where a stage failed, it ends, and what is left stays
    while (disruptor.getSequenceValueFor(lastStage) < last
        && stages.stream().allMatch(Thread::isAlive)) {
      if (metrics.nanoTime() - begin >= timeoutNs) {
        return false;
      }
      LockSupport.parkNanos(DRAIN_LOOK_NS);
    }
    try {
      return halt(timeoutSeconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Ends the stages where they are, and waits for them; not to be called by one of them.
   *
   * @return false where one did not end within the timeout (it hangs in a write or a force)
   */
  boolean halt(long timeoutSeconds) throws InterruptedException {
    disruptor.halt();
    boolean ended = true;
    for (Thread stage : stages) {
      stage.join(TimeUnit.SECONDS.toMillis(timeoutSeconds));
      ended &= !stage.isAlive();
    }
    return ended;
  }

  private Thread stage(Runnable task, Consumer<Throwable> onFailure) {
    Thread thread = new Thread(task, "ringfold-stage");
    // a stage that ends by an exception has failed, however it came about
    thread.setUncaughtExceptionHandler((dead, failure) -> onFailure.accept(failure));
    stages.add(thread);
    return thread;
  }

  private static WaitStrategy waitStrategy(WaitMode mode) {
    return switch (mode) {
      case BACKOFF -> new BackoffWaitStrategy(BackoffWaitStrategy.LONGER_THAN_A_FORCE);
      case BLOCKING -> new BackoffWaitStrategy(0);
      case SLEEPING -> new SleepingWaitStrategy();
      case YIELDING -> new YieldingWaitStrategy();
      case BUSY_SPIN -> new BusySpinWaitStrategy();
    };
  }
}
