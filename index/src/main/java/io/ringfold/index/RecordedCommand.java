package io.ringfold.index;

import io.ringfold.engine.Uuid5;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A command with what became of it, as it stands in the journal. Immutable.
 *
 * @param timeMicros since the epoch
 * @param name of the command
 * @param user null where access was open
 * @param clientId null where it came without one
 * @param clientSeq 0 where it came without a clientId
 * @param meta as it came; null for none
 * @param accepted else it was rejected
 * @param code of the rejection; null where accepted
 * @param message of the rejection; null where accepted
 * @param data its fields by name, as they were written
 * @param events in order; none where rejected
 * @param bytes what it takes in the journal
 */
public record RecordedCommand(
    long sequence,
    long timeMicros,
    UUID uuid,
    String name,
    String user,
    String clientId,
    long clientSeq,
    String meta,
    boolean accepted,
    String code,
    String message,
    Map<String, Object> data,
    List<RecordedEvent> events,
    int bytes) {

  /** The uuid of one of its events. */
  public UUID eventUuid(int index) {
    return Uuid5.ofEvent(uuid, index);
  }

  /** The index of its event with this uuid; -1 where it has none such. */
  public int indexOfEvent(UUID eventUuid) {
    for (int i = 0; i < events.size(); i++) {
      if (eventUuid(i).equals(eventUuid)) {
        return i;
      }
    }
    return -1;
  }
}
