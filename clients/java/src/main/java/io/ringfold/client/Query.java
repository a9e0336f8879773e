package io.ringfold.client;

import java.util.Objects;

/**
 * A query to ask. Immutable where its data is.
 *
 * @param name kebab-case, as the server lists it
 * @param data its fields, as in {@link Command}
 * @param asOf a sequence ({@link Long}) or an ISO-8601 time ({@link String}) to answer as of; null
 *     for now
 * @param minSeq the answer must reflect at least this sequence (an {@link Ack#seq()}: read your
 *     writes), for which the server waits a while; null for whatever is there
 */
public record Query(String name, Object data, Object asOf, Long minSeq) {

  public Query {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(data, "data");
  }

  /** A query of the newest state. */
  public static Query of(String name, Object data) {
    return new Query(name, data, null, null);
  }

  public Query asOfSeq(long seq) {
    return new Query(name, data, seq, minSeq);
  }

  /** The state after the last command at or before a time, like {@code 2026-11-20T12:00:00Z}. */
  public Query asOfTime(String time) {
    return new Query(name, data, time, minSeq);
  }

  public Query withMinSeq(long seq) {
    return new Query(name, data, asOf, seq);
  }
}
