package io.ringfold.replaytool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or SIGTERM) as a command meets it: at a moment of its own choosing, so that no half line
 * is printed and what it was making is cleared away. Thread-safe.
 *
 * <p>Whatever shows its {@link Progress} is interruptible already; a loop without one calls {@link
 * #check}, and what waits in a library says by {@link #whenRequested} how it is woken.
 */
final class Interruption {

  /** Ends the command that was interrupted; on its way everything is closed. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Interrupted() {
      super("interrupted");
    }
  }

  /** Takes back a registration. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** A command that does not end within this time is left to its fate. */
  private static final long PATIENCE_S = 10;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();

  /** Asks the command to end. */
  void request() {
    requested.countDown();
    actions.forEach(Runnable::run);
  }

  /** What a signal does: asks the command to end, and waits until it has. */
  void requestAndAwaitEnd() {
    request();
    try {
      ended.await(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended, by itself or because it was asked to. */
  void ended() {
    ended.countDown();
  }

  /** Whether the command was asked to end. */
  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * Returns where the command may go on.
   *
   * @throws Interrupted where it was asked to end
   */
  void check() {
    if (isRequested()) {
      throw new Interrupted();
    }
  }

  /**
   * Waits, unless the command is asked to end meanwhile.
   *
   * @throws Interrupted where it was
   */
  void pause(long millis) {
    try {
      if (requested.await(millis, TimeUnit.MILLISECONDS)) {
        throw new Interrupted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted();
    }
  }

  /**
   * Runs an action when the command is asked to end, on another thread: to wake it where it waits.
   * Where it was asked already, at once; it may run twice.
   */
  Registration whenRequested(Runnable action) {
    actions.add(action);
    if (requested.getCount() == 0) {
      action.run();
    }
    return () -> actions.remove(action);
  }
}
