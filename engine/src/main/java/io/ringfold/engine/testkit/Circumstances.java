package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.EventContext;
import java.time.Instant;
import java.util.UUID;

/** When, by whom and as which command something happened. */
record Circumstances(long sequence, UUID commandId, Instant time, String user) {

  EventContext ofEvent(int index) {
    return new OfEvent(sequence, index, commandId, time, user);
  }

  private record OfEvent(long sequence, int index, UUID commandId, Instant time, String user)
      implements EventContext {}
}
