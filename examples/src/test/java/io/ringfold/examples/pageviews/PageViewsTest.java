package io.ringfold.examples.pageviews;

import static io.ringfold.examples.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.pageviews.PageViewsCommand.VisitPage;
import io.ringfold.examples.pageviews.PageViewsEvent.PageView;
import io.ringfold.examples.pageviews.PageViewsQuery.ListPageViews;
import io.ringfold.examples.pageviews.PageViewsQuery.PageViewCounts;
import io.ringfold.examples.pageviews.VisitLog.PageCount;
import io.ringfold.examples.pageviews.VisitLog.Visit;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageViewsTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  private static DomainTest<VisitTotal> pageViews() {
    return DomainTest.of(PageViews.DEFINITION);
  }

  @Test
  void everyVisitIsAPageView() {
    pageViews()
        .when(new VisitPage("/"))
        .thenEvents(new PageView("/"))
        .and()
        .when(new VisitPage("/"))
        .thenEvents(new PageView("/"))
        .thenState(total -> assertEquals(2, total.visits()));
  }

  @Test
  void listsTheNewestFirstWithTimeAndUser() {
    pageViews()
        .thenQuery(new ListPageViews(Optional.empty()), List.of())
        .at(EIGHT)
        .by("alice")
        .given(new PageView("/"))
        .at(NINE)
        .by("bob")
        .given(new PageView("/about"))
        .thenQuery(
            new ListPageViews(Optional.empty()),
            List.of(
                Map.of("timestamp", NINE, "url", "/about", "user", "bob"),
                Map.of("timestamp", EIGHT, "url", "/", "user", "alice")))
        .thenQuery(new ListPageViews(Optional.of(1)), List.of(new Visit(NINE, "/about", "bob")));
  }

  @Test
  void theUserIsNullWhereAccessIsOpen() {
    Map<String, Object> visit = new HashMap<>();
    visit.put("timestamp", DomainTest.START);
    visit.put("url", "/");
    visit.put("user", null);
    pageViews()
        .given(new PageView("/"))
        .thenQuery(new ListPageViews(Optional.empty()), List.of(visit));
  }

  @Test
  void listsAHundredUnlessAskedForAnotherNumber() {
    DomainTest<VisitTotal> test = pageViews();
    Object[] views = new Object[150];
    for (int i = 0; i < views.length; i++) {
      views[i] = new PageView("/" + i);
    }
    test.given(views);
    List<?> listed = (List<?>) test.answer(new ListPageViews(Optional.empty()));
    assertEquals(100, listed.size());
    assertEquals(new Visit(DomainTest.START, "/149", null), listed.get(0));
    assertEquals(150, ((List<?>) test.answer(new ListPageViews(Optional.of(1_000_000)))).size());
  }

  @Test
  void countsTheMostSeenFirstAndAlikeOnesByUrl() {
    pageViews()
        .thenQuery(new PageViewCounts(), List.of())
        .given(new PageView("/b"), new PageView("/c"), new PageView("/aa"), new PageView("/c"))
        .thenQuery(
            new PageViewCounts(),
            List.of(new PageCount("/c", 2), new PageCount("/aa", 1), new PageCount("/b", 1)))
        .thenQuery(
            new PageViewCounts(),
            List.of(
                Map.of("url", "/c", "count", 2),
                Map.of("url", "/aa", "count", 1),
                Map.of("url", "/b", "count", 1)));
  }

  @Test
  void refusesAnEmptyOrAnEndlessUrl() {
    refused("url must not be empty", () -> new VisitPage(""));
    refused("url must not be null", () -> new VisitPage(null));
    refused(
        "url must have at most 8192 characters, had 8193", () -> new VisitPage("x".repeat(8193)));
    pageViews().when(new VisitPage("x".repeat(8192))).thenEventTypes(PageView.class);
  }

  @Test
  void refusesALimitThatIsNoSize() {
    refused("limit must be from 1 to 1000000, was 0", () -> new ListPageViews(Optional.of(0)));
    refused(
        "limit must be from 1 to 1000000, was 1000001",
        () -> new ListPageViews(Optional.of(1_000_001)));
  }
}
