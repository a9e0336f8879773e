package io.ringfold.engine.lift;

/** Takes events of today, in their order. */
public interface EventSink {

  /**
   * @param type the event's definition and shape
   */
  <E> void event(EventOfToday<E> type, E event);
}
