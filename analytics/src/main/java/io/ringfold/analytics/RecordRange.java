package io.ringfold.analytics;

/**
 * Which records become rows. Times never run backwards along the journal, so this is one piece of
 * it. Immutable.
 *
 * @param first the first sequence; 0 for that of the journal's first record
 * @param sinceMicros no record of before this time
 * @param untilMicros no record of this time or after it
 */
public record RecordRange(long first, long sinceMicros, long untilMicros) {

  /** All there are. */
  public static final RecordRange ALL = new RecordRange(0, Long.MIN_VALUE, Long.MAX_VALUE);
}
