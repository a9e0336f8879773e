package io.ringfold.examples.pageviews;

import io.ringfold.engine.domain.Key;
import io.ringfold.examples.Require;

/** What may be asked: to record a visit. */
public sealed interface PageViewsCommand {

  /** The longest url, in characters: what web servers take in a request line. */
  int MAX_URL = 8_192;

  /** Somebody looks at a page; who and when are the command's own circumstances. */
  record VisitPage(@Key String url) implements PageViewsCommand {
    public VisitPage {
      Require.nonEmpty("url", url, MAX_URL);
    }
  }
}
