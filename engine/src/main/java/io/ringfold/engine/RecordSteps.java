package io.ringfold.engine;

import io.ringfold.engine.lift.EventSink;

/**
 * What a record does to a model, step by step: it begins, its events come in their order, it ends.
 */
interface RecordSteps extends EventSink {

  /**
   * @param user null where access was open
   */
  void begin(long sequence, long timeMicros, long uuidMsb, long uuidLsb, String user);

  /**
   * @param fingerprint of the command
   * @param rejection null where it was accepted
   */
  void end(long fingerprint, DedupWindow.Rejection rejection);
}
