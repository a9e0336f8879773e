package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of the project's own files. */
class ReadmeTest {

  @Test
  void everyModuleIsExplained() throws IOException {
    String directories = Page.README.section("What is where");
    List<String> modules = all("<module>([^<]+)</module>", "pom.xml");
    assertFalse(modules.isEmpty());
    assertEquals(
        List.of(),
        modules.stream().filter(each -> !directories.contains("`" + each + "`")).toList());
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    for (String page :
        List.of(
            "README.md",
            "docs/protocol.md",
            "docs/security.md",
            "docs/console.md",
            "docs/adr/README.md")) {
      Path directory = Built.root().resolve(page).getParent();
      for (String link : all("\\]\\(([^)#:]+)\\)", page)) {
        assertTrue(Files.exists(directory.resolve(link)), page + " links to " + link);
      }
    }
  }

  private static List<String> all(String pattern, String file) throws IOException {
    Matcher matcher =
        Pattern.compile(pattern).matcher(Files.readString(Built.root().resolve(file)));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
