package io.ringfold.examples.pageviews;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.examples.pageviews.PageViewsEvent.PageView;
import io.ringfold.examples.pageviews.PageViewsQuery.ListPageViews;
import io.ringfold.examples.pageviews.PageViewsQuery.PageViewCounts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.pcollections.ConsPStack;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PStack;

/** The read model: every visit, and the number of visits of each page by its url. */
public record VisitLog(PStack<Visit> newestFirst, PMap<String, PageCount> counts) {

  /**
   * A visit.
   *
   * @param user null where access was open
   */
  record Visit(Instant timestamp, String url, String user) {}

  /** How often a page was seen. */
  record PageCount(String url, long count) {}

  private static final Comparator<PageCount> MOST_SEEN_FIRST =
      Comparator.comparingLong(PageCount::count).reversed().thenComparing(PageCount::url);

  static VisitLog empty() {
    return new VisitLog(ConsPStack.empty(), HashTreePMap.empty());
  }

  VisitLog visited(PageView event, EventContext context) {
    PageCount last = counts.get(event.url());
    // Each event brings its own copy of the url; the first one is kept for all visits of the page,
    // which makes a long log several times smaller.
    String url = last == null ? event.url() : last.url();
    long count = last == null ? 1 : last.count() + 1;
    return new VisitLog(
        newestFirst.plus(new Visit(context.time(), url, context.user())),
        counts.plus(url, new PageCount(url, count)));
  }

  List<Visit> list(ListPageViews query) {
    int limit = query.limit().orElse(PageViewsQuery.DEFAULT_LIMIT);
    return newestFirst.subList(0, Math.min(limit, newestFirst.size()));
  }

  List<PageCount> counts(PageViewCounts query) {
    return counts.values().stream().sorted(MOST_SEEN_FIRST).toList();
  }
}
