package io.ringfold.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A page that shows any plain value to people: an object as a table of its fields, a list of
 * objects as a table with a column for each field, a text that begins with a slash as a link.
 * Everything is escaped; there are no scripts.
 *
 * <p>Not thread-safe.
 */
final class HtmlPage {
  static final String CONTENT_TYPE = "text/html; charset=utf-8";

  /**
   * Nothing is loaded, nothing runs, forms go here only, and no other page may frame it. What a
   * person runs by the browser's own tools may connect to this server, and to no other.
   */
  static final String POLICY =
      "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
          + "table{border-collapse:collapse;margin:.5rem 0}"
          + "th,td{border:1px solid #ccc;padding:.25rem .6rem;text-align:left;vertical-align:top}"
          + "th{background:#f4f4f4}label{display:block;margin:.4rem 0}"
          + "pre{background:#f4f4f4;padding:.6rem;overflow-x:auto}";

  private final StringBuilder html = new StringBuilder(1024);

  HtmlPage(String title) {
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    text(title);
    html.append("</title><meta name=\"viewport\" content=\"width=device-width\"><style>")
        .append(STYLE)
        .append("</style></head><body>\n<p><a href=\"/\">Ringfold</a></p>\n");
    heading(1, title);
  }

  HtmlPage heading(int level, String title) {
    html.append("<h").append(level).append('>');
    text(title);
    html.append("</h").append(level).append(">\n");
    return this;
  }

  HtmlPage paragraph(String words) {
    html.append("<p>");
    text(words);
    html.append("</p>\n");
    return this;
  }

  /** A text as it is, line by line. */
  HtmlPage code(String lines) {
    html.append("<pre>");
    text(lines);
    html.append("</pre>\n");
    return this;
  }

  /** Any plain value. */
  HtmlPage value(Object value) {
    if (value instanceof Map<?, ?> object) {
      object(object);
    } else if (value instanceof Collection<?> list) {
      list(list);
    } else {
      scalar(value);
    }
    html.append('\n');
    return this;
  }

  /** Markup of our own making, with everything from outside {@link #escaped}. */
  HtmlPage markup(String trusted) {
    html.append(trusted);
    return this;
  }

  byte[] bytes() {
    return (html + "</body></html>\n").getBytes(StandardCharsets.UTF_8);
  }

  private void object(Map<?, ?> object) {
    html.append("<table>");
    for (Map.Entry<?, ?> field : object.entrySet()) {
      html.append("<tr><th scope=\"row\">");
      text(String.valueOf(field.getKey()));
      html.append("</th><td>");
      value(field.getValue());
      html.append("</td></tr>");
    }
    html.append("</table>");
  }

  private void list(Collection<?> list) {
    if (list.isEmpty()) {
      html.append("<em>none</em>");
    } else if (list.stream().allMatch(each -> each instanceof Map)) {
      table(list);
    } else {
      html.append("<ul>");
      for (Object each : list) {
        html.append("<li>");
        value(each);
        html.append("</li>");
      }
      html.append("</ul>");
    }
  }

  private void table(Collection<?> rows) {
    Set<Object> columns = new LinkedHashSet<>();
    for (Object row : rows) {
      columns.addAll(((Map<?, ?>) row).keySet());
    }
    html.append("<table><thead><tr>");
    for (Object column : columns) {
      html.append("<th scope=\"col\">");
      text(String.valueOf(column));
      html.append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (Object row : rows) {
      html.append("<tr>");
      for (Object column : columns) {
        html.append("<td>");
        if (((Map<?, ?>) row).containsKey(column)) {
          value(((Map<?, ?>) row).get(column));
        }
        html.append("</td>");
      }
      html.append("</tr>");
    }
    html.append("</tbody></table>");
  }

  private void scalar(Object value) {
    if (value == null) {
      html.append("<em>null</em>");
    } else if (value instanceof String text && isPath(text)) {
      html.append("<a href=\"").append(escaped(text)).append("\">");
      text(text);
      html.append("</a>");
    } else if (value instanceof byte[] bytes) {
      text(bytes.length + " bytes");
    } else {
      text(String.valueOf(value));
    }
  }

  /** A path of this server: no scheme, no other host. */
  private static boolean isPath(String text) {
    return text.startsWith("/") && !text.startsWith("//") && !text.startsWith("/\\");
  }

  private void text(String text) {
    html.append(escaped(text));
  }

  /** A text that is nothing but text, in an element or in a quoted attribute. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }
}
