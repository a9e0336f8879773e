package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import java.util.Objects;

/**
 * A query on its way in. Immutable.
 *
 * @param query its type, from {@link Domains#query}
 * @param data its record, of that type, valid
 * @param minSequence wait until the read model reflects this sequence (0: do not wait)
 * @param asOfSequence answer as of this sequence; {@link #NOW} for the newest
 */
public record QueryRequest(Domains.Query query, Object data, long minSequence, long asOfSequence) {

  /** The newest state there is. */
  public static final long NOW = -1;

  public QueryRequest {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(data, "data");
  }
}
