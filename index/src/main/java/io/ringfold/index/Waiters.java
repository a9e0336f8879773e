package io.ringfold.index;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Those who wait until a sequence is indexed; a bounded number of them. Thread-safe. */
final class Waiters {
  private static final int MAX_WAITING = 10_000;

  private record Waiter(long sequence, CompletableFuture<Boolean> reached) {}

  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::sequence));
  private volatile long reached;
  private boolean closed;

  /** Completes with whether the sequence was reached in time, on whatever thread notices. */
  CompletableFuture<Boolean> await(long sequence, Duration timeout) {
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    synchronized (waiting) {
      if (sequence <= reached) {
        return CompletableFuture.completedFuture(true);
      }
      if (closed || waiting.size() >= MAX_WAITING) {
        return CompletableFuture.completedFuture(false);
      }
      Waiter waiter = new Waiter(sequence, future);
      waiting.add(waiter);
      future.whenComplete(
          (yes, failure) -> {
            synchronized (waiting) {
              waiting.remove(waiter);
            }
          });
    }
    return future.completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Everything up to here is indexed. */
  void reached(long sequence) {
    List<Waiter> released = new ArrayList<>();
    synchronized (waiting) {
      reached = sequence;
      while (!waiting.isEmpty() && waiting.peek().sequence() <= sequence) {
        released.add(waiting.poll());
      }
    }
    // not in the lock: what hangs on it runs at once
    released.forEach(waiter -> waiter.reached().complete(true));
  }

  long reached() {
    return reached;
  }

  boolean isEmpty() {
    synchronized (waiting) {
      return waiting.isEmpty();
    }
  }

  /** Lets all go with nothing, those who come later too. */
  void close() {
    List<Waiter> released;
    synchronized (waiting) {
      closed = true;
      released = List.copyOf(waiting);
      waiting.clear();
    }
    released.forEach(waiter -> waiter.reached().complete(false));
  }
}
