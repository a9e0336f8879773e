package io.ringfold.index;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.shape.RecordShape;
import java.util.Objects;

/**
 * One aggregate: a domain, and what the components marked as {@link io.ringfold.engine.domain.Key}
 * of its events say. Immutable.
 */
public record AggregateKey(Domain<?> domain, String key) {
  public AggregateKey {
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(key, "key");
  }

  /** Whether the event, as it is today, is one of this aggregate. */
  public boolean isIn(RecordedEvent event) {
    if (!(event.data() instanceof Record data)) {
      return false; // of a domain that is not here
    }
    for (Domain.EventType<?, ?> type : domain.events()) {
      if (type.type() == data.getClass()) {
        return isIn(RecordShape.of(type.type()), data);
      }
    }
    return false;
  }

  @SuppressWarnings("unchecked") // the shape is that of the record's own class
  private boolean isIn(RecordShape<?> shape, Record data) {
    boolean[] found = {false};
    ((RecordShape<Object>) shape).keys(data, each -> found[0] |= each.equals(key));
    return found[0];
  }
}
