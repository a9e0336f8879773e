package io.ringfold.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class NegotiationTest {

  @Test
  void takesTheHighestQuality() {
    assertEquals(Representation.EDN, Negotiation.best("application/json;q=0.5, application/edn"));
    assertEquals(
        Representation.TRANSIT,
        Negotiation.best("application/edn ; q=0.2,application/transit+json;q=0.25;v=1, */*;q=0.1"));
  }

  @Test
  void prefersWhatIsNamedMostExactly() {
    assertEquals(Representation.EDN, Negotiation.best("*/*, application/edn"));
    assertEquals(Representation.HTML, Negotiation.best("application/*, text/html"));
    assertEquals(
        Representation.HTML,
        Negotiation.best(
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"));
  }

  @Test
  void takesJsonWhereAClientHasNoPreference() {
    assertEquals(Representation.JSON, Negotiation.best("*/*"));
    assertEquals(Representation.JSON, Negotiation.best("Application/*"));
    assertEquals(Representation.JSON, Negotiation.best("text/html, application/json"));
    assertEquals(Representation.JSON, Negotiation.best("application/problem+json"));
  }

  @Test
  void findsNothingWhereEverythingServedIsRefused() {
    assertNull(Negotiation.best("image/png"));
    assertNull(Negotiation.best("application/json;q=0"));
    assertNull(Negotiation.best("application/json;q=2, text/html;q=x"));
    assertNull(Negotiation.best(""));
    assertEquals(Representation.EDN, Negotiation.best("application/json;q=0, */*;q=0.1"));
  }
}
