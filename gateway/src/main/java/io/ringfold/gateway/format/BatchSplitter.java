package io.ringfold.gateway.format;

/**
 * Finds where the elements of a JSON array begin and end by counting brackets, without
 * understanding what is in them: so that the elements after a broken one can still be read.
 */
final class BatchSplitter {
  private final byte[] text;
  private final int end;
  private int position;
  private int elementStart;
  private int elementEnd;

  /** A text whose first character other than white space is the opening bracket of the array. */
  BatchSplitter(byte[] text, int offset, int length) {
    this.text = text;
    this.end = offset + length;
    this.position = offset;
    while (position < end && text[position] != '[') {
      position++;
    }
    position++;
  }

  /**
   * Moves on to the next element.
   *
   * @return false where there is none, or no end of it to be found
   */
  boolean next() {
    elementStart = position;
    int depth = 0;
    while (position < end) {
      byte c = text[position++];
      if (c == '"') {
        skipString();
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (depth > 0 && (c == ']' || c == '}')) {
        depth--;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        elementEnd = position - 1;
        if (c == ']') {
          position = end;
          return !isBlank();
        }
        return true;
      }
    }
    return false;
  }

  int start() {
    return elementStart;
  }

  int length() {
    return elementEnd - elementStart;
  }

  private void skipString() {
    while (position < end) {
      byte c = text[position++];
      if (c == '\\') {
        position++;
      } else if (c == '"') {
        return;
      }
    }
  }

  private boolean isBlank() {
    for (int i = elementStart; i < elementEnd; i++) {
      if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
