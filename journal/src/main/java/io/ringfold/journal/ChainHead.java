package io.ringfold.journal;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One hash that stands for every byte of the journal up to a sequence. Written as {@code
 * 42:9f86d0…}; kept where whoever can write to the journal cannot, it shows later whether those
 * bytes are still the same.
 *
 * @param sequence of the last record that it covers; 0 where there was none yet
 * @param hash SHA-256, 64 hexadecimal digits in lower case
 */
public record ChainHead(long sequence, String hash) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

  public ChainHead {
    Objects.requireNonNull(hash, "hash");
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException where the text is something else
   */
  public static ChainHead parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no head of a journal: that is a sequence, a colon and 64 hexadecimal digits,"
              + " as verify printed it");
    }
    return new ChainHead(Long.parseLong(matcher.group(1)), matcher.group(2));
  }

  @Override
  public String toString() {
    return sequence + ":" + hash;
  }
}
