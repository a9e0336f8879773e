package io.ringfold.engine.domain;

import java.util.List;
import java.util.Map;

/**
 * Lifts an event that older code wrote: its fields in, events of today out.
 *
 * <p>Called while the journal is read, each time that it is read, and never when a command is
 * decided; what the journal holds stays as it was written. So it has to be a function of the fields
 * alone: no clock, no randomness, no I/O, nothing static that changes.
 */
@FunctionalInterface
public interface Upcaster {

  /**
   * The events that take the place of the one written.
   *
   * <p>Fields are plain values by their kebab-case names, in the order written: Boolean, Long (for
   * int too), Double, String (for enums too, kebab-case), UUID, Instant, BigDecimal, byte[]; List;
   * Map for records and maps. An Optional that was empty is absent.
   *
   * @param fields a map of its own for each call, free to be changed
   * @return none (the fact is dropped), one or more, in their order; each an event that the same
   *     domain lists
   */
  List<?> upcast(Map<String, Object> fields);
}
