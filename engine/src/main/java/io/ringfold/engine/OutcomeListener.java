package io.ringfold.engine;

/** Hears of every outcome, for pushing updates. On the reply thread: must not block nor throw. */
public interface OutcomeListener {

  /**
   * After {@link ReplyTo#reply} of the same command, in the order of the ring, durable. The outcome
   * is valid only during the call.
   */
  void onOutcome(Outcome outcome);

  /** All outcomes of a batch were handed over: the time to send what was packed. */
  void onBatchEnd();
}
