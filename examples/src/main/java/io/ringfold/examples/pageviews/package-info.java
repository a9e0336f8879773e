/**
 * Page views: who looked at which page, and when. Every visit is accepted; the interest lies in the
 * questions: the newest visits, and how often each page was seen.
 *
 * <p>Open {@link io.ringfold.examples.pageviews.PageViews} first.
 */
package io.ringfold.examples.pageviews;
