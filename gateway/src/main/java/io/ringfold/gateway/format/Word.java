package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;

/**
 * A word of the contract, the tag of a message or the name of a field, made ready once for every
 * format. Must be a keyword of EDN: letters, digits and dashes, the first a letter. Immutable.
 */
public final class Word {
  private final String text;
  private final SerializedString json;

  private Word(String text) {
    if (!EdnWriter.isKeyword(text)) {
      throw new IllegalArgumentException("\"" + text + "\" cannot be a keyword");
    }
    this.text = text;
    this.json = new SerializedString(text);
    // now, rather than by whoever comes first
    json.asQuotedUTF8();
  }

  public static Word of(String text) {
    return new Word(text);
  }

  public String text() {
    return text;
  }

  SerializableString json() {
    return json;
  }

  @Override
  public String toString() {
    return text;
  }
}
