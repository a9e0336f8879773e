package io.ringfold.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page for people whose code is tested as it stands there, so that it is what a reader pastes.
 */
final class Page {
  static final Page README = new Page("README.md");
  static final Page PROTOCOL = new Page("docs/protocol.md");

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private final String file;

  private Page(String file) {
    this.file = file;
  }

  /**
   * The fenced block of a language that contains a text.
   *
   * @throws IllegalArgumentException where there is not exactly one
   */
  String block(String language, String containing) {
    List<String> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text());
    while (matcher.find()) {
      if (matcher.group(1).equals(language) && matcher.group(2).contains(containing)) {
        found.add(matcher.group(2));
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          file
              + " has "
              + found.size()
              + " blocks of "
              + language
              + " with \""
              + containing
              + "\", must have one");
    }
    return found.get(0);
  }

  /** The text under a heading, up to the next of its kind. */
  String section(String heading) {
    String[] parts = text().split("(?m)^## ");
    for (String part : parts) {
      if (part.startsWith(heading + "\n")) {
        return part;
      }
    }
    throw new IllegalArgumentException(file + " has no section " + heading);
  }

  private String text() {
    try {
      return Files.readString(Built.root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
