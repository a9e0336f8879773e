package io.ringfold.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page with a place for tables, and the results that belong there. */
public final class PerformancePage {
  static final String BEGIN = "<!-- table: begin -->";
  static final String END = "<!-- table: end -->";

  private final Path page;
  private final Path results;

  public PerformancePage(Path page, Path results) {
    this.page = page;
    this.results = results;
  }

  /**
   * Writes the tables where they are others than those of the results.
   *
   * @return whether they were
   * @throws IllegalArgumentException where the page has no such place, or a file cannot be read
   */
  public boolean bringLevel() throws IOException {
    String before = Files.readString(page);
    String after = level(before);
    if (after.equals(before)) {
      return false;
    }
    Files.writeString(page, after);
    return true;
  }

  /** Whether the page shows what the results say. */
  public boolean isLevel() throws IOException {
    String text = Files.readString(page);
    return level(text).equals(text);
  }

  private String level(String text) throws IOException {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          page + " has no lines " + BEGIN + " and " + END + " for the tables to stand between");
    }
    Path directory = page.toAbsolutePath().getParent();
    String links = directory.relativize(results.toAbsolutePath()).toString().replace('\\', '/');
    return text.substring(0, begin + BEGIN.length())
        + "\n"
        + ResultTables.of(results, links)
        + text.substring(end);
  }
}
