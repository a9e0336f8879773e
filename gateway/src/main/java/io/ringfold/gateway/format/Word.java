package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.nio.charset.StandardCharsets;

/**
 * A word of the contract, the tag of a message or the name of a field, made ready once for every
 * format. Must be a keyword of EDN: letters, digits and dashes, the first a letter. Immutable.
 */
public final class Word {
  private final String text;
  private final SerializedString json;
  private final byte[] quoted;

  private Word(String text) {
    if (!EdnWriter.isKeyword(text)) {
      throw new IllegalArgumentException("\"" + text + "\" cannot be a keyword");
    }
    this.text = text;
    this.json = new SerializedString(text);
    // now, rather than by whoever comes first; a keyword has nothing to escape
    json.asQuotedUTF8();
    this.quoted = ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
  }

  public static Word of(String text) {
    return new Word(text);
  }

  public String text() {
    return text;
  }

  /** With its quotation marks. */
  byte[] quoted() {
    return quoted;
  }

  SerializableString json() {
    return json;
  }

  @Override
  public String toString() {
    return text;
  }
}
