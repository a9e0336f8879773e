package io.ringfold.examples.pageviews;

import io.ringfold.examples.Require;
import java.util.Optional;

/** What may be asked about page views. */
public sealed interface PageViewsQuery {

  /** How many visits are listed where the query does not say. */
  int DEFAULT_LIMIT = 100;

  /**
   * The newest visits, newest first.
   *
   * @param limit how many at most, 1 to 1,000,000; {@value #DEFAULT_LIMIT} without it
   */
  record ListPageViews(Optional<Integer> limit) implements PageViewsQuery {
    public ListPageViews {
      Require.limit(limit);
    }
  }

  /** How often each page was seen, the most seen first, alike ones by url. */
  record PageViewCounts() implements PageViewsQuery {}
}
