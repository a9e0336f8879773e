package io.ringfold.gateway.http;

import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.util.List;
import java.util.Map;

/** Forms for people, made of the fields of a command or query; what they send, see RequestBody. */
final class Forms {
  private Forms() {}

  /**
   * @param method get or post
   * @param name of the command or query
   * @param values by field, as texts, to begin with; a field that is not there is empty
   */
  static String form(
      String method, String action, String name, FieldType record, Map<String, ?> values) {
    return form(method, action, name, record, values, "");
  }

  /**
   * The form of a query, which may be asked as of an earlier sequence or time.
   *
   * @param asOf to begin with; empty for the newest
   */
  static String query(
      String action, String name, FieldType record, Map<String, ?> values, String asOf) {
    String field =
        "<label>as-of (optional) <input name=\"as-of\" value=\""
            + HtmlPage.escaped(asOf)
            + "\" placeholder=\"a sequence, or 2026-01-31T12:00:00Z\"></label>";
    return form("get", action, name, record, values, field);
  }

  private static String form(
      String method,
      String action,
      String name,
      FieldType record,
      Map<String, ?> values,
      String moreFields) {
    StringBuilder html = new StringBuilder();
    html.append("<form method=\"").append(method).append("\" action=\"");
    html.append(HtmlPage.escaped(action)).append("\">");
    html.append("<input type=\"hidden\" name=\"name\" value=\"").append(HtmlPage.escaped(name));
    html.append("\">");
    for (Field field : record.fields()) {
      Object value = values.get(field.name());
      field(html, field, value instanceof String text ? text : "");
    }
    return html.append(moreFields)
        .append("<button>")
        .append(HtmlPage.escaped(name))
        .append("</button></form>\n")
        .toString();
  }

  private static void field(StringBuilder html, Field field, String value) {
    boolean optional = field.type().kind() == Kind.OPTIONAL;
    FieldType type = optional ? field.type().element() : field.type();
    String name = HtmlPage.escaped("data." + field.name());
    html.append("<label>")
        .append(HtmlPage.escaped(field.name()))
        .append(optional ? " (optional) " : " ");
    List<String> choices =
        switch (type.kind()) {
          case BOOLEAN -> List.of("true", "false");
          case ENUM -> type.constants();
          default -> List.of();
        };
    if (!choices.isEmpty()) {
      html.append("<select name=\"").append(name).append("\">");
      if (optional) {
        html.append("<option value=\"\"></option>");
      }
      for (String choice : choices) {
        html.append("<option").append(choice.equals(value) ? " selected>" : ">");
        html.append(HtmlPage.escaped(choice)).append("</option>");
      }
      html.append("</select>");
    } else {
      html.append("<input name=\"").append(name).append("\" value=\"");
      html.append(HtmlPage.escaped(value)).append("\" placeholder=\"");
      html.append(HtmlPage.escaped(hint(type))).append('"');
      // an empty text is a text, but a form cannot say so; whether one is taken, the domain says
      html.append(optional ? ">" : " required>");
    }
    html.append("</label>");
  }

  private static String hint(FieldType type) {
    return switch (type.kind()) {
      case TIME -> "2026-01-31T12:00:00Z";
      case UUID -> "6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55";
      case LIST -> "JSON: [ … ]";
      case MAP, RECORD -> "JSON: { … }";
      default -> type.describe();
    };
  }
}
