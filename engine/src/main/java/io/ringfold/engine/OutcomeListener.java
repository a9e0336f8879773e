package io.ringfold.engine;

/**
 * Hears of every outcome, for pushing updates. On the thread that replies: must not block nor
 * throw. That is the reply thread or, for a small batch, the journal's: one at a time, and each
 * sees what the other did before.
 */
public interface OutcomeListener {

  /**
   * The engine is recovered, and outcomes will come: the first that is processed gets the next
   * sequence. Once, before any other call, on the thread that starts the engine.
   *
   * @param sequence the last one recovered; 0 for none
   */
  default void onStart(long sequence) {}

  /**
   * After {@link ReplyTo#reply} of the same command, in the order of the ring, durable. The outcome
   * is valid only during the call.
   */
  void onOutcome(Outcome outcome);

  /** All outcomes of a batch were handed over: the time to send what was packed. */
  void onBatchEnd();
}
