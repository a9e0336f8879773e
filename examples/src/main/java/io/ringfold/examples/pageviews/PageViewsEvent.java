package io.ringfold.examples.pageviews;

import io.ringfold.engine.domain.Key;

/** What happened: a visit. */
public sealed interface PageViewsEvent {

  /** A page was looked at. */
  record PageView(@Key String url) implements PageViewsEvent {}
}
