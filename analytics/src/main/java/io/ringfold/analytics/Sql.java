package io.ringfold.analytics;

/** How names and texts are written in SQL. */
final class Sql {
  private Sql() {}

  /** {@code account-opened} as {@code account_opened}: a name that needs no quotes. */
  static String snakeCase(String kebabCase) {
    return kebabCase.replace('-', '_');
  }

  /** A name in quotes. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text in quotes; DuckDB knows no escapes in it. */
  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
