package io.ringfold.engine.lift;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.RecordShape;

/**
 * An event type that this process has. Immutable.
 *
 * @param domainIndex place of its domain in {@link Domains#all()}
 * @param shape of its class
 */
public record EventOfToday<E>(int domainIndex, Domain.EventType<?, E> type, RecordShape<E> shape) {

  static <E> EventOfToday<E> of(int domainIndex, Domain.EventType<?, E> type) {
    return new EventOfToday<>(domainIndex, type, RecordShape.of(type.type()));
  }
}
