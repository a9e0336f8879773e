package io.ringfold.gateway.format;

/**
 * Looks over EDN before edn-java reads it, which recurses once for each collection, tag and
 * discard, without a bound, and takes numbers of any length. Counts at least what the parser will
 * meet, in one pass.
 *
 * <p>Hands keywords on as the strings that they become anyway: edn-java keeps each keyword that it
 * ever met in a table of the process, and goes through all of it whenever one was collected.
 */
final class EdnGuard {

  /** As for JSON. */
  private static final int MAX_DEPTH = Json.MAX_DEPTH;

  private static final int MAX_ATOM_LENGTH = 1024;

  /** Each costs the parser a frame that it keeps to the end of the collection. */
  private static final int MAX_DISCARDS = 64;

  /** Tags before one value; nobody needs a second. */
  private static final int MAX_PREFIXES = 4;

  private final String text;
  private int position;
  private int depth;
  private int discards;
  private int prefixes;

  private final StringBuilder rewritten;
  private int copied;

  private EdnGuard(String text) {
    this.text = text;
    rewritten = new StringBuilder(text.length() + 64);
  }

  /**
   * The text as the parser may have it: strings in place of keywords.
   *
   * @throws MalformedException where reading it would take more than it is worth
   */
  static String checked(String text) throws MalformedException {
    EdnGuard guard = new EdnGuard(text);
    guard.check();
    return guard.rewritten.append(text, guard.copied, text.length()).toString();
  }

  private void check() throws MalformedException {
    while (position < text.length()) {
      char c = text.charAt(position++);
      switch (c) {
        case '"' -> skipString();
        case ';' -> skipComment();
        case '[', '{', '(' -> {
          prefixes = 0;
          if (++depth > MAX_DEPTH) {
            throw beyond("is nested deeper than " + MAX_DEPTH);
          }
        }
        case ']', '}', ')' -> {
          prefixes = 0;
          depth--;
        }
        case '#' -> prefix();
        case ':' -> keyword();
        default -> {
          if (!isBlank(c)) {
            position--;
            skipAtom();
          }
        }
      }
    }
  }

  private void prefix() throws MalformedException {
    char next = position < text.length() ? text.charAt(position) : ' ';
    if (next == '{') {
      return;
    }
    if (next == '_') {
      position++;
      if (++discards > MAX_DISCARDS) {
        throw beyond("has more than " + MAX_DISCARDS + " discards, #_");
      }
      return;
    }
    if (next == ':') {
      throw beyond("has a map with a namespace, #:, which is not understood here");
    }
    if (++prefixes > MAX_PREFIXES) {
      throw beyond("has more than " + MAX_PREFIXES + " tags before one value");
    }
    // the tag's own name is no value
    int before = prefixes;
    skipAtom();
    prefixes = before;
  }

  /** The position is after the colon. */
  private void keyword() throws MalformedException {
    int from = position;
    int slash = -1;
    while (position < text.length() && isConstituent(text.charAt(position))) {
      if (text.charAt(position) == '/') {
        slash = slash < 0 ? position : from;
      }
      position++;
    }
    prefixes = 0;
    boolean ends = position == text.length() || endsAtom(text.charAt(position));
    if (!ends || position == from || slash == from || slash == position - 1) {
      position = from;
      throw beyond("has a colon with no keyword after it");
    }
    if (position - from > MAX_ATOM_LENGTH) {
      position = from;
      throw beyond("has a keyword of more than " + MAX_ATOM_LENGTH + " characters");
    }
    rewritten.append(text, copied, from - 1).append('"').append(text, from, position).append('"');
    copied = position;
  }

  /** Of a keyword, after its colon. */
  private static boolean isConstituent(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || isDigit(c)
        || "!*+-./?_$%&=<>#:".indexOf(c) >= 0;
  }

  private void skipAtom() throws MalformedException {
    int from = position;
    int slashes = 0;
    if (position < text.length() && text.charAt(position) == '\\') {
      // a character: the one after the backslash may be anything, a bracket too
      position = Math.min(position + 2, text.length());
    }
    while (position < text.length() && !endsAtom(text.charAt(position))) {
      slashes += text.charAt(position++) == '/' ? 1 : 0;
    }
    prefixes = 0;
    if (position - from > MAX_ATOM_LENGTH) {
      position = from;
      throw beyond("has a number or name of more than " + MAX_ATOM_LENGTH + " characters");
    }
    char first = from < text.length() ? text.charAt(from) : ' ';
    if (slashes > 1 && first != '\\') {
      position = from;
      throw beyond("has a name with more than one slash");
    }
    boolean number =
        isDigit(first)
            || (first == '-' || first == '+')
                && from + 1 < position
                && isDigit(text.charAt(from + 1));
    if (number && position - from > Json.MAX_NUMBER_LENGTH) {
      position = from;
      throw beyond("has a number of more than " + Json.MAX_NUMBER_LENGTH + " characters");
    }
  }

  private void skipString() throws MalformedException {
    prefixes = 0;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '\\') {
        position++;
      } else if (c == '"') {
        return;
      }
    }
  }

  private void skipComment() {
    while (position < text.length()
        && text.charAt(position) != '\n'
        && text.charAt(position) != '\r') {
      position++;
    }
  }

  private static boolean endsAtom(char c) {
    return isBlank(c)
        || switch (c) {
          case '[', ']', '{', '}', '(', ')', '"', ';', '#', '\\' -> true;
          default -> false;
        };
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || c == ',';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private MalformedException beyond(String what) {
    return new MalformedException("the EDN " + what + ", at character " + position);
  }
}
