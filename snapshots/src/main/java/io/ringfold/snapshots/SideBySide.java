package io.ringfold.snapshots;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Some tasks on a few threads, the caller's one of them. Threads of its own, which nobody
 * interrupts: an interrupt would close the file that they all read.
 */
final class SideBySide {

  /** Something that reads. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  private final List<? extends Task> tasks;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private SideBySide(List<? extends Task> tasks) {
    this.tasks = tasks;
  }

  /**
   * Returns when all are done, or one has failed and none runs any more.
   *
   * @param tasks are begun in their order
   * @param threads at most so many, 1 or more
   * @throws IOException the first failure, as is what else a task may throw
   */
  static void run(List<? extends Task> tasks, int threads) throws IOException {
    SideBySide all = new SideBySide(tasks);
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, tasks.size()); i++) {
      Thread thread = new Thread(all::work, "ringfold-snapshot-read-" + i);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    all.work();
    others.forEach(SideBySide::join);
    all.rethrow();
  }

  private void work() {
    try {
      for (int i = next.getAndIncrement();
          i < tasks.size() && failure.get() == null;
          i = next.getAndIncrement()) {
        tasks.get(i).run();
      }
    } catch (Throwable e) {
      // thrown by the calling thread, whatever it is
      failure.compareAndSet(null, e);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() throws IOException {
    Throwable failed = failure.get();
    if (failed instanceof IOException io) {
      throw io;
    } else if (failed instanceof Error error) {
      throw error;
    } else if (failed != null) {
      throw (RuntimeException) failed;
    }
  }
}
