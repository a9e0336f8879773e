package io.ringfold.examples.pageviews;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.engine.domain.PersistentMap;
import io.ringfold.engine.domain.PersistentStack;
import io.ringfold.examples.pageviews.PageViewsEvent.PageView;
import io.ringfold.examples.pageviews.PageViewsQuery.ListPageViews;
import io.ringfold.examples.pageviews.PageViewsQuery.PageViewCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/** The read model: every visit, and the number of visits of each page by its url. */
public record VisitLog(
    PersistentStack<Entry> newestFirst, PersistentMap<String, PageCount> counts) {

  /**
   * A visit as it is kept, by the million: one small object.
   *
   * @param user null where access was open
   */
  record Entry(long timeMicros, String url, String user) {
    Visit visit() {
      return new Visit(Instant.EPOCH.plus(timeMicros, ChronoUnit.MICROS), url, user);
    }
  }

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
    return new VisitLog(PersistentStack.empty(), PersistentMap.empty());
  }

  VisitLog visited(PageView event, EventContext context) {
    PageCount last = counts.get(event.url());
    // Each event brings its own copy of the url; the first one is kept for all visits of the page,
    // which makes a long log several times smaller.
    String url = last == null ? event.url() : last.url();
    long count = last == null ? 1 : last.count() + 1;
    return new VisitLog(
        newestFirst.plus(new Entry(context.timeMicros(), url, context.user())),
        counts.plus(url, new PageCount(url, count), context.batch()));
  }

  List<Visit> list(ListPageViews query) {
    int limit = query.limit().orElse(PageViewsQuery.DEFAULT_LIMIT);
    return newestFirst.newest(limit).stream().map(Entry::visit).toList();
  }

  List<PageCount> counts(PageViewCounts query) {
    return counts.values().stream().sorted(MOST_SEEN_FIRST).toList();
  }
}
