package io.ringfold.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  private static String page(Object value) {
    return new String(new HtmlPage("T").value(value).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void showsAnObjectAsATableOfItsFields() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", "x");
    object.put("none", null);
    assertTrue(
        page(object)
            .contains(
                "<table><tr><th scope=\"row\">name</th><td>x\n</td></tr>"
                    + "<tr><th scope=\"row\">none</th><td><em>null</em>\n</td></tr></table>"));
  }

  @Test
  void showsAListOfObjectsAsATableWithEveryColumn() {
    String page = page(List.of(Map.of("a", 1), Map.of("b", 2)));
    assertTrue(page.contains("<th scope=\"col\">a</th><th scope=\"col\">b</th>"), page);
    assertTrue(page.contains("<tr><td>1\n</td><td></td></tr><tr><td></td><td>2\n</td></tr>"), page);
    assertTrue(page(List.of()).contains("<em>none</em>"));
    assertTrue(page(Arrays.asList("a", 1)).contains("<ul><li>a\n</li><li>1\n</li></ul>"));
  }

  @Test
  void escapesWhateverCameFromOutside() {
    String hostile = "<script>alert(1)</script>'\"&\u0000";
    String page =
        new String(
            new HtmlPage(hostile)
                .heading(2, hostile)
                .paragraph(hostile)
                .code(hostile)
                .value(List.of(Map.of(hostile, hostile), Map.of("x", "/\"><script>")))
                .value(List.of(hostile, "/'\"><script>"))
                .bytes(),
            StandardCharsets.UTF_8);
    assertFalse(page.contains("<script"), page);
    assertFalse(page.contains("\u0000"));
    assertEquals("&lt;a href=&quot;x&quot;&gt;&amp;&#39;", HtmlPage.escaped("<a href=\"x\">&'"));
  }

  @Test
  void linksOnlyToPathsOfThisServer() {
    assertTrue(page("/commands/1").contains("<a href=\"/commands/1\">/commands/1</a>"));
    for (String elsewhere :
        new String[] {"//evil.example", "/\\evil.example", "javascript:alert(1)", "http://x"}) {
      assertFalse(page(elsewhere).contains("href=\"" + elsewhere), elsewhere);
    }
  }
}
