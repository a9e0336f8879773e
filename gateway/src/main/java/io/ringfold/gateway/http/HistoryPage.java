package io.ringfold.gateway.http;

import io.ringfold.gateway.format.ContentWriter;
import io.ringfold.gateway.format.PlainWriter;
import io.ringfold.index.AggregateKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The history of an aggregate for people: a form that asks for one, and a row for each event. */
final class HistoryPage {
  private final List<String> aggregates;

  /**
   * @param aggregates that can be asked for
   */
  HistoryPage(List<String> aggregates) {
    this.aggregates = List.copyOf(aggregates);
  }

  /** What people get who ask for nothing yet. */
  Representation.Body form() {
    return Representation.page(new HtmlPage("History").markup(form("", "")), Integer.MAX_VALUE);
  }

  private String form(String aggregate, String key) {
    StringBuilder html = new StringBuilder("<form method=\"get\" action=\"/history\">");
    html.append("<label>aggregate <select name=\"aggregate\">");
    for (String each : aggregates) {
      html.append("<option").append(each.equals(aggregate) ? " selected>" : ">");
      html.append(HtmlPage.escaped(each)).append("</option>");
    }
    return html.append("</select></label><label>key <input name=\"key\" required value=\"")
        .append(HtmlPage.escaped(key))
        .append("\"></label><button>history</button></form>\n")
        .toString();
  }

  /** A page of entries, with the way to the next. */
  Representation.Body of(AggregateKey key, int limit, ContentWriter content) {
    PlainWriter plain = new PlainWriter();
    content.write(plain);
    Map<?, ?> history = (Map<?, ?>) plain.result();
    String aggregate = key.domain().name();
    HtmlPage page =
        new HtmlPage("History of " + key.key() + " in " + aggregate)
            .markup(form(aggregate, key.key()))
            .value(rows((List<?>) history.get(HistoryBodies.ENTRIES.text())))
            .paragraph("up to sequence " + history.get(HistoryBodies.BASIS.text()));
    Object next = history.get(HistoryBodies.NEXT.text());
    if (next != null) {
      String more =
          "/history?aggregate=%s&key=%s&after=%s&limit=%d"
              .formatted(encoded(aggregate), encoded(key.key()), next, limit);
      page.markup("<p><a href=\"" + HtmlPage.escaped(more) + "\">What came after</a></p>\n");
    }
    return Representation.page(page, Integer.MAX_VALUE);
  }

  private static List<Object> rows(List<?> entries) {
    List<Object> rows = new ArrayList<>();
    for (Object each : entries) {
      Map<?, ?> entry = (Map<?, ?>) each;
      Map<?, ?> event = (Map<?, ?>) entry.get(HistoryBodies.EVENT.text());
      Map<?, ?> command = (Map<?, ?>) entry.get(HistoryBodies.COMMAND.text());
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("seq", event.get("seq"));
      row.put("timestamp", event.get("timestamp"));
      row.put("user", event.get("user"));
      row.put("event", event.get("name"));
      row.put("data", event.get("data"));
      row.put("command", CommandBodies.LOCATION + command.get("uuid"));
      row.put("state after it", entry.get(HistoryBodies.STATE.text()));
      rows.add(row);
    }
    return rows;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
