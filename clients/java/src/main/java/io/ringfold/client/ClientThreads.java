package io.ringfold.client;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The locks and the thread of one client, and the rules for them, which hold for all its parts.
 *
 * <p><b>Who runs.</b>
 *
 * <ul>
 *   <li>Callers' threads: {@link RingfoldClient}'s public methods. Only they wait for room.
 *   <li>The network's threads, those of the JDK's WebSocket: {@link Connection} and what it tells
 *       its owner, from there {@link Inbox} and the listener.
 *   <li>{@link #timer}, one thread of the client's own: connecting again, sending again what was
 *       refused, packed frames, keep-alive.
 * </ul>
 *
 * <p><b>What guards what.</b>
 *
 * <ul>
 *   <li>{@link #lock} guards every field that changes of {@link Window}, {@link Request}, {@link
 *       SeenUpdates}, {@link Outbox} and {@link Reconnector}. The first three never take it: their
 *       callers hold it. The others take it themselves, except where a method says that its caller
 *       does. {@link Inbox} and {@link KeepAlive} have no state of their own.
 *   <li>{@link #delivery} is held while answers and updates are handed over, so that they come one
 *       at a time. Whoever holds it is the one that makes room in the window, and must not wait for
 *       room.
 *   <li>{@link Connection} is apart from both: its fields are volatile, or of one thread.
 * </ul>
 *
 * <p><b>Order.</b> {@link #delivery} is taken before {@link #lock}, never while it is held. {@link
 * #lock} is held for moments: never while an answer is completed, the listener called or the
 * network used. The one piece of foreign code under it is writing a caller's data as JSON, which
 * must be one step with taking its number.
 */
final class ClientThreads {

  final ReentrantLock delivery = new ReentrantLock();

  final ReentrantLock lock = new ReentrantLock();

  /** Of {@link #lock}: signalled when an answer made room, a connection opened, or all ended. */
  final Condition changed = lock.newCondition();

  final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "ringfold-client");
            thread.setDaemon(true);
            return thread;
          });

  ClientThreads() {
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** For an assertion at the head of what must be called with {@link #lock} held. */
  boolean lockIsHeld() {
    return lock.isHeldByCurrentThread();
  }
}
