package io.ringfold.examples.pageviews;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.DomainModule;
import io.ringfold.examples.pageviews.PageViewsCommand.VisitPage;
import io.ringfold.examples.pageviews.PageViewsEvent.PageView;
import io.ringfold.examples.pageviews.PageViewsQuery.ListPageViews;
import io.ringfold.examples.pageviews.PageViewsQuery.PageViewCounts;

/** Page views: the smallest whole domain, with one command, one event and two queries. */
public final class PageViews implements DomainModule {

  public static final Domain<VisitTotal> DEFINITION =
      Domain.define("page-views", VisitTotal.class, VisitTotal::new)
          .command("visit-page", VisitPage.class, PageViews::visit)
          .event("page-view", 1, PageView.class, VisitTotal::visited)
          .projection(
              "visit-log",
              VisitLog.class,
              VisitLog::empty,
              log -> log.on(PageView.class, VisitLog::visited))
          .query("list-page-views", ListPageViews.class, VisitLog.class, VisitLog::list)
          .query("page-view-counts", PageViewCounts.class, VisitLog.class, VisitLog::counts)
          .stateTypes(VisitLog.Entry.class, VisitLog.PageCount.class)
          .build();

  @Override
  public Domain<VisitTotal> domain() {
    return DEFINITION;
  }

  private static Decision visit(VisitTotal total, VisitPage command, CommandContext context) {
    return Decision.accept(new PageView(command.url()));
  }
}
