package io.ringfold.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a section holds, there and back. */
class BodyTest {

  record Every(
      boolean flag,
      byte tiny,
      short small,
      char letter,
      int number,
      long large,
      float inexact,
      double lessSo,
      String text,
      Every next,
      Object any,
      int[] numbers,
      long[] hashes) {}

  private static final SnapshotTypes TYPES = SnapshotTypes.of(List.of(Every.class));

  @Test
  void aStringIsOneObjectHoweverOftenItStood() {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      written.add(new String("name " + i % 10));
    }
    List<String> read = TYPES.copyOf(written);
    assertEquals(written, read);
    for (int i = 10; i < read.size(); i++) {
      assertSame(read.get(i % 10), read.get(i));
    }
  }

  @Test
  void stringsOfAllCharactersAndLengthsComeBack() {
    List<String> strings = new ArrayList<>();
    for (String characters : List.of("a", "\u00e4", "\u20ac", "\ud83d\ude00", "\ud83d", "\0")) {
      for (int length : new int[] {0, 1, 2, 31, 32, 33, 64, 127, 128, 65_536, 300_000}) {
        strings.add(characters.repeat(length));
        strings.add(characters.repeat(length) + "a");
      }
    }
    strings.add(null);
    strings.addAll(List.copyOf(strings.subList(0, 20)));
    assertEquals(strings, TYPES.copyOf(strings));
  }

  @Test
  void moreStringsThanAreNumberedComeBackToo() {
    List<String> strings = new ArrayList<>();
    IntStream.range(0, BodyOutput.MOST_NUMBERED + 1_000)
        .mapToObj(Integer::toString)
        .forEach(strings::add);
    strings.addAll(List.copyOf(strings.subList(BodyOutput.MOST_NUMBERED - 10, strings.size())));
    assertEquals(strings, TYPES.copyOf(strings));
  }

  @Test
  void aRecordWithEveryKindOfComponentComesBack() {
    Every least =
        new Every(
            false,
            Byte.MIN_VALUE,
            Short.MIN_VALUE,
            Character.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.MIN_VALUE,
            Double.MIN_VALUE,
            null,
            null,
            null,
            null,
            null);
    Every most =
        new Every(
            true,
            Byte.MAX_VALUE,
            Short.MAX_VALUE,
            Character.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Float.NaN,
            Double.POSITIVE_INFINITY,
            "text",
            least,
            List.of(least),
            new int[] {0, -1, Integer.MAX_VALUE},
            new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE});
    Every read = TYPES.copyOf(most);
    assertEquals(least, read.next());
    assertEquals(most.any(), read.any());
    assertEquals(Arrays.toString(most.numbers()), Arrays.toString(read.numbers()));
    assertEquals(Arrays.toString(most.hashes()), Arrays.toString(read.hashes()));
    // but for what is compared by identity
    assertEquals(withoutObjects(most), withoutObjects(read));
  }

  private static Every withoutObjects(Every of) {
    return new Every(
        of.flag,
        of.tiny,
        of.small,
        of.letter,
        of.number,
        of.large,
        of.inexact,
        of.lessSo,
        of.text,
        null,
        null,
        null,
        null);
  }
}
