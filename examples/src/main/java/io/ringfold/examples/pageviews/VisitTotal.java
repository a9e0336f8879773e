package io.ringfold.examples.pageviews;

import io.ringfold.examples.pageviews.PageViewsEvent.PageView;

/** The state: no decision depends on earlier visits, so it only counts them. */
public final class VisitTotal {
  private long visits;

  void visited(PageView event) {
    visits++;
  }

  /** How many visits there were. */
  public long visits() {
    return visits;
  }
}
