package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import java.util.Objects;

/**
 * A query on its way in. Immutable.
 *
 * @param query its type, from {@link Domains#query}
 * @param data its record, of that type, valid
 * @param minSequence wait until the newest read models reflect this sequence (0: do not wait); with
 *     an {@code asOf} before it, the answer is that of {@code asOf} all the same
 * @param asOf which state is asked
 */
public record QueryRequest(Domains.Query query, Object data, long minSequence, AsOf asOf) {

  /** The newest state there is. */
  public static final AsOf NOW = AsOf.NEWEST;

  public QueryRequest {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(asOf, "asOf");
  }
}
