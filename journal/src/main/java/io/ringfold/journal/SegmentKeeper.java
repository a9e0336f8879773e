package io.ringfold.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Does for the segments what nobody has to wait for, one piece of work at a time: in a thread of
 * its own, or at once, in the caller's. What fails there fails the journal, at its next call.
 */
final class SegmentKeeper implements Closeable {

  /** A piece of work. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  private final boolean inBackground;
  private ExecutorService thread;
  private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);

  SegmentKeeper(boolean inBackground) {
    this.inBackground = inBackground;
  }

  /** Begins a piece of work; to be called while it is idle. */
  void begin(Work next) {
    work =
        CompletableFuture.runAsync(
            () -> {
              try {
                next.run();
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            executor());
  }

  private Executor executor() {
    if (!inBackground) {
      return Runnable::run;
    }
    if (thread == null) {
      thread =
          Executors.newSingleThreadExecutor(
              task -> {
                Thread keeper = new Thread(task, "ringfold-segments");
                keeper.setDaemon(true);
                return keeper;
              });
    }
    return thread;
  }

  boolean isIdle() {
    return work.isDone();
  }

  /** Throws what the last piece of work failed by, if it has; does not wait for it. */
  void requireNoFailure() throws IOException {
    if (work.isCompletedExceptionally()) {
      await();
    }
  }

  /** Returns when the last piece of work is done; throws what it failed by. */
  void await() throws IOException {
    try {
      work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Waits for the last piece of work, whatever became of it: it uses files that are closed next.
   */
  @Override
  public void close() {
    work.handle((done, failure) -> null).join();
    if (thread != null) {
      thread.shutdown();
    }
  }
}
