package io.ringfold.gateway.format;

/** Text that every format can carry. */
final class Texts {
  private Texts() {}

  /**
   * JSON and EDN can spell half a surrogate pair; UTF-8 cannot carry it, the journal neither.
   *
   * @throws MalformedException where there is one
   */
  static String wellFormed(String text) throws MalformedException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw new MalformedException(
              String.format("a string holds \\u%04x without the other half of its pair", (int) c));
        }
      }
    }
    return text;
  }
}
