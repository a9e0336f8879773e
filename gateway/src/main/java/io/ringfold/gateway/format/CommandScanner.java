package io.ringfold.gateway.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads a command as nearly all commands are written, byte by byte and without a parser:
 *
 * <pre>
 *   ["cmd", "client-id", client-seq,
 *     {"name": "…", "data": {"field": "text" | integer | true | false | null, …},
 *      "uuid": "…"?, "expected-seq": integer?}]
 * </pre>
 *
 * <p>It never says that something is wrong. What is not of this form, or only unusual (an escape, a
 * character beyond ASCII, a field within a field, meta, a name twice, a number with a point), it
 * leaves to {@link JsonMessageReader}, which reads it from the beginning. So whatever is taken here
 * is what would have been read there, and there is one place that refuses.
 *
 * <p>Not thread-safe; {@link #ofThread} gives each thread its own.
 */
final class CommandScanner {
  private static final ThreadLocal<CommandScanner> OF_THREAD =
      ThreadLocal.withInitial(CommandScanner::new);

  private static final byte[] TAG = "\"cmd\"".getBytes(StandardCharsets.US_ASCII);

  /** Nineteen can be beyond 64 bits. */
  private static final int MAX_DIGITS = 18;

  private static final int UUID_LENGTH = 36;

  /** What is a name or an id comes again and again: the same text is the same object. */
  private static final int KNOWN = 1 << 10;

  private static final int MAX_KNOWN_LENGTH = 64;

  private static final Object UNUSUAL = new Object();

  private final String[] known = new String[KNOWN];
  private final String[] names = new String[FlatFields.MAX];
  private final Object[] values = new Object[FlatFields.MAX];

  private byte[] text;
  private int end;

  private int position;

  private CommandScanner() {}

  /** The calling thread's own. */
  static CommandScanner ofThread() {
    return OF_THREAD.get();
  }

  /** Stands before the first character of a text. */
  void begin(byte[] bytes, int offset, int length) {
    text = bytes;
    position = offset;
    end = offset + length;
  }

  /** Lets go of the text. */
  void release() {
    text = null;
  }

  /** Moves over this character, and white space before it; false where another one stands there. */
  boolean skip(char c) {
    skipSpace();
    if (position < end && text[position] == c) {
      position++;
      return true;
    }
    return false;
  }

  /** Whether nothing but white space follows. */
  boolean isAtEnd() {
    skipSpace();
    return position == end;
  }

  /** The command that begins here, with its brackets; null where it is left to others. */
  CommandMessage command() {
    if (!skip('[') || !tag() || !skip(',')) {
      return null;
    }
    String clientId = string(true);
    if (clientId == null
        || clientId.isEmpty()
        || clientId.length() > Envelopes.MAX_CLIENT_ID_LENGTH
        || !skip(',')) {
      return null;
    }
    skipSpace();
    Long clientSeq = integer();
    if (clientSeq == null || !skip(',') || !skip('{')) {
      return null;
    }
    CommandMessage command = body(clientId, clientSeq);
    return command != null && skip(']') ? command : null;
  }

  private boolean tag() {
    skipSpace();
    if (end - position < TAG.length
        || !Arrays.equals(text, position, position + TAG.length, TAG, 0, TAG.length)) {
      return false;
    }
    position += TAG.length;
    return true;
  }

  private CommandMessage body(String clientId, long clientSeq) {
    String name = null;
    FlatFields data = null;
    UUID uuid = null;
    Long expectedSequence = null;
    do {
      String field = string(true);
      if (field == null || !skip(':')) {
        return null;
      }
      boolean taken = false;
      switch (field) {
        case "name" -> {
          taken = name == null;
          name = string(true);
          taken &= name != null;
        }
        case "data" -> {
          taken = data == null;
          data = fields();
          taken &= data != null;
        }
        case "uuid" -> {
          taken = uuid == null;
          uuid = uuid();
          taken &= uuid != null;
        }
        case "expected-seq" -> {
          taken = expectedSequence == null;
          skipSpace();
          expectedSequence = integer();
          taken &= expectedSequence != null && expectedSequence >= 0;
        }
        default -> {
          // meta, and what is ignored
        }
      }
      if (!taken) {
        return null;
      }
    } while (skip(','));
    if (!skip('}') || name == null || data == null) {
      return null;
    }
    return new CommandMessage(clientId, clientSeq, name, data, uuid, null, expectedSequence);
  }

  private FlatFields fields() {
    if (!skip('{')) {
      return null;
    }
    int count = 0;
    if (!skip('}')) {
      do {
        String name = string(true);
        if (name == null || count == FlatFields.MAX || !skip(':')) {
          return null;
        }
        for (int i = 0; i < count; i++) {
          if (names[i].equals(name)) {
            return null;
          }
        }
        Object value = value();
        if (value == UNUSUAL) {
          return null;
        }
        names[count] = name;
        values[count++] = value;
      } while (skip(','));
      if (!skip('}')) {
        return null;
      }
    }
    FlatFields fields = new FlatFields(Arrays.copyOf(names, count), Arrays.copyOf(values, count));
    Arrays.fill(values, 0, count, null);
    return fields;
  }

  private Object value() {
    skipSpace();
    if (position >= end) {
      return UNUSUAL;
    }
    switch (text[position]) {
      case '"':
        String string = string(false);
        return string == null ? UNUSUAL : string;
      case 't':
        return literal("true") ? Boolean.TRUE : UNUSUAL;
      case 'f':
        return literal("false") ? Boolean.FALSE : UNUSUAL;
      case 'n':
        return literal("null") ? null : UNUSUAL;
      default:
        Long number = integer();
        return number == null ? UNUSUAL : number;
    }
  }

  private boolean literal(String word) {
    if (end - position <= word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[position + i] != word.charAt(i)) {
        return false;
      }
    }
    position += word.length();
    return isDelimiter(text[position]);
  }

  /** A string of plain ASCII; null for anything else. */
  private String string(boolean isKnown) {
    skipSpace();
    if (position >= end || text[position] != '"') {
      return null;
    }
    int from = position + 1;
    int hash = 0;
    for (int i = from; i < end; i++) {
      byte c = text[i];
      if (c == '"') {
        position = i + 1;
        if (isKnown && i - from > Envelopes.MAX_CLIENT_ID_LENGTH) {
          // longer than any name; the parser has a word on how long one may be
          return null;
        }
        return isKnown && i - from <= MAX_KNOWN_LENGTH
            ? known(from, i, hash)
            : new String(text, from, i - from, StandardCharsets.ISO_8859_1);
      }
      // a control character, the first byte of a longer character (both below), or an escape
      if (c < ' ' || c == '\\') {
        return null;
      }
      hash = 31 * hash + c;
    }
    return null;
  }

  private String known(int from, int to, int hash) {
    int place = (hash ^ hash >>> 16) & KNOWN - 1;
    String present = known[place];
    if (present == null || !isText(present, from, to)) {
      present = new String(text, from, to - from, StandardCharsets.ISO_8859_1);
      known[place] = present;
    }
    return present;
  }

  private boolean isText(String present, int from, int to) {
    if (present.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (present.charAt(i - from) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** An integer that ends before a delimiter; null for anything else. */
  private Long integer() {
    int i = position;
    boolean negative = i < end && text[i] == '-';
    if (negative) {
      i++;
    }
    int first = i;
    long number = 0;
    while (i < end && text[i] >= '0' && text[i] <= '9') {
      number = 10 * number + (text[i] - '0');
      if (++i - first > MAX_DIGITS) {
        return null;
      }
    }
    if (i == first || i == end || text[first] == '0' && (i - first > 1 || negative)) {
      return null;
    }
    if (!isDelimiter(text[i])) {
      return null;
    }
    position = i;
    return negative ? -number : number;
  }

  private static boolean isDelimiter(byte c) {
    return c == ',' || c == '}' || c == ']' || isSpace(c);
  }

  private UUID uuid() {
    skipSpace();
    if (end - position < UUID_LENGTH + 2
        || text[position] != '"'
        || text[position + UUID_LENGTH + 1] != '"') {
      return null;
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < UUID_LENGTH; i++) {
      byte c = text[position + 1 + i];
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return null;
        }
        continue;
      }
      int digit = c < 0 ? -1 : Character.digit(c, 16);
      if (digit < 0) {
        return null;
      }
      if (i < 18) {
        high = high << 4 | digit;
      } else {
        low = low << 4 | digit;
      }
    }
    position += UUID_LENGTH + 2;
    return new UUID(high, low);
  }

  private void skipSpace() {
    while (position < end && isSpace(text[position])) {
      position++;
    }
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
