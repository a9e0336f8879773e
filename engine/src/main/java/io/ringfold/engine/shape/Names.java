package io.ringfold.engine.shape;

/** How Java's names are written outside: in kebab-case. */
final class Names {
  private Names() {}

  /** {@code clientId}, {@code CLIENT_ID} and {@code client_id} all as {@code client-id}. */
  static String kebabCase(String name) {
    StringBuilder kebab = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        dash(kebab);
      } else if (Character.isUpperCase(c)) {
        if (i > 0 && beginsWord(name, i)) {
          dash(kebab);
        }
        kebab.append(Character.toLowerCase(c));
      } else {
        kebab.append(c);
      }
    }
    int end = kebab.length();
    if (end > 1 && kebab.charAt(end - 1) == '-') {
      kebab.setLength(end - 1);
    }
    return kebab.toString();
  }

  /** An upper-case letter begins a word after a small one, or as the last of a run: HTTPServer. */
  private static boolean beginsWord(String name, int i) {
    char before = name.charAt(i - 1);
    return !Character.isUpperCase(before)
        || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
  }

  private static void dash(StringBuilder kebab) {
    if (!kebab.isEmpty() && kebab.charAt(kebab.length() - 1) != '-') {
      kebab.append('-');
    }
  }

  /** A value for an error message: strings in quotes, no more than about 60 characters. */
  static String shorten(Object value) {
    String text;
    if (value instanceof CharSequence) {
      text = "\"" + value + "\"";
    } else if (value instanceof byte[] bytes) {
      text = bytes.length + " bytes";
    } else {
      text = String.valueOf(value);
    }
    if (text.length() <= 60) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(56)) ? 56 : 57;
    return text.substring(0, end) + "...";
  }
}
