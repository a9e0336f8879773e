package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Batch;
import io.ringfold.engine.domain.EventContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** When, by whom and as which command something happened. */
record Circumstances(long sequence, UUID commandId, Instant time, String user) {

  /** Of an event that is folded in a batch of its own. */
  EventContext ofEvent(int index) {
    return ofEvent(index, new Batch());
  }

  EventContext ofEvent(int index, Batch batch) {
    return new OfEvent(sequence, index, commandId, time, user, batch);
  }

  private record OfEvent(
      long sequence, int index, UUID commandId, Instant time, String user, Batch batch)
      implements EventContext {
    @Override
    public long timeMicros() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
  }
}
