package io.ringfold.engine;

/** Where the outcome of one command goes. */
@FunctionalInterface
public interface ReplyTo {

  /**
   * Called once for each published command, when its outcome is durable, in the order of the ring.
   * On the thread that replies: must not block and must not throw; the outcome is valid only during
   * the call.
   */
  void reply(Outcome outcome);

  /**
   * Called once for each published command after its reply, when its slot is free again: for
   * whoever shares the ring out. On the clear thread: must not block and must not throw.
   */
  default void released() {}
}
