package io.ringfold.engine;

import io.ringfold.engine.record.RecordView;

/** Takes the events of records, in their order. */
interface Folds {

  /** Begins the events of a record; valid only during the call. */
  void command(long sequence, RecordView commandRecord);

  /**
   * An event of the record begun last.
   *
   * @param index its place among them, from 0
   */
  void fold(int index, Object event);
}
