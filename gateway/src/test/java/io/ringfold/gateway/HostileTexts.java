package io.ringfold.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Texts that a reader of the wire would rather not meet. Brackets and quotes are balanced in them,
 * so that whoever puts one into a message knows where the message ends.
 */
final class HostileTexts {
  private final Random random;
  private final Wire wire;

  HostileTexts(Random random, Wire wire) {
    this.random = random;
    this.wire = wire;
  }

  /** One value, or what looks like one. */
  String value() {
    List<Supplier<String>> kinds = new ArrayList<>();
    kinds.add(() -> oneOf("null", "true", "nil", "NaN", "-", "+1", ".5", "1.", "-0", "0x1F", "1e"));
    kinds.add(
        () -> oneOf("1e999999999", "-1e999999999", "1e-999999999", "1e99999999999", "1E+400"));
    kinds.add(() -> digits(1 + random.nextInt(100_000)));
    kinds.add(() -> "0." + digits(1 + random.nextInt(100_000)));
    kinds.add(
        () ->
            oneOf("9223372036854775808", "-9223372036854775809", "9007199254740993", "1.5", "-1"));
    kinds.add(() -> nested(1 + random.nextInt(200)));
    kinds.add(() -> nested(10_000 + random.nextInt(50_000)));
    kinds.add(() -> quoted("x".repeat(random.nextInt(100_000))));
    kinds.add(
        () ->
            quoted(
                oneOf("\\ud800", "\\udc00\\ud800", "\\u0000", "\\x", "\\u12", "\\uD83D\\uDE00")));
    kinds.add(
        () -> quoted(oneOf("\u0000", "\u202e", "\ufeff", "\uffff", "𝄞", "\r\n", "\t", "\u007f")));
    kinds.add(() -> object(quoted("k"), "1", quoted("k"), "2"));
    kinds.add(() -> object(quoted("k".repeat(1 + random.nextInt(5_000))), "1"));
    kinds.add(() -> object(quoted(""), quoted("__proto__"), quoted("a.b"), quoted("&lol9;")));
    kinds.add(this::many);
    if (wire == Wire.EDN) {
      kinds.add(
          () -> oneOf("1/3", digits(2_000) + "/7", "1e9999999M", "1e999999999999M", "1N", "1M"));
      kinds.add(
          () -> oneOf("#uuid \"x\"", "#uuid 1", "#inst \"yesterday\"", "#inst nil", "#foo 1"));
      kinds.add(
          () ->
              oneOf(
                  "##Inf",
                  "##NaN",
                  "#=(eval)",
                  "#'x",
                  "#\"re\"",
                  "#()",
                  "@x",
                  "'x",
                  "`x",
                  "^:m x"));
      kinds.add(
          () ->
              oneOf(
                  "#:a{:b 1}",
                  "#::{:b 1}",
                  "#:a{:b/c 1 :_/d 2}",
                  "::k",
                  ":",
                  ":/",
                  ":a/b/c",
                  "a/",
                  "/"));
      kinds.add(() -> "#_ ".repeat(1 + random.nextInt(500)) + "1 1");
      kinds.add(() -> "#a ".repeat(1 + random.nextInt(500)) + "1");
      kinds.add(() -> "[" + "#_[".repeat(60) + "]".repeat(60) + "]");
      kinds.add(
          () ->
              oneOf(
                  "\\newline",
                  "\\space",
                  "\\u0041",
                  "\\uD800",
                  "\\o777",
                  "\\abc",
                  "#{1 1}",
                  "#{}"));
      kinds.add(
          () ->
              oneOf("{1 2}", "{nil 1}", "{[1] 2}", "{:a}", "{{} {}}", "(1 2)", "sym", "#{{} #{}}"));
      kinds.add(() -> "; \" ] } comment\n1");
    }
    if (wire == Wire.TRANSIT) {
      kinds.add(
          () ->
              quoted(oneOf("^0", "^1", "^!", "^~", "^zz", "^", "^ ", "~", "~~", "~^", "``", "`x")));
      kinds.add(
          () ->
              quoted(
                  oneOf("~u", "~ux", "~t", "~tx", "~m", "~mx", "~i", "~i1e9", "~n" + digits(900))));
      kinds.add(
          () ->
              quoted(
                  oneOf(
                      "~f1e999999999",
                      "~dInfinity",
                      "~zNaN",
                      "~zX",
                      "~b***",
                      "~cxx",
                      "~$s",
                      "~rx")));
      kinds.add(
          () ->
              quoted(
                  oneOf(
                      "~?t",
                      "~?x",
                      "~_",
                      "~_x",
                      "~:",
                      "~:a/b",
                      "~#",
                      "~#x",
                      "~" + (char) (33 + random.nextInt(90)))));
      kinds.add(
          () ->
              "[\""
                  + oneOf(
                      "~#cmap", "~#set", "~#list", "~#link", "~#ratio", "~#'", "~#x", "~#m", "~#u",
                      "~#i")
                  + "\","
                  + oneOf("[]", "1", "null", "[[1],2]", "[1,2,3]", "{}", "\"x\"", "[[\"^ \"],1]")
                  + "]");
      kinds.add(
          () ->
              "[\"^ \","
                  + oneOf(
                      "1,2",
                      "\"a\"",
                      "\"a\",1,\"a\",2",
                      "null,1",
                      "[],1",
                      "\"~#set\",[1]",
                      "\"^0\",1")
                  + "]");
      kinds.add(
          () ->
              "{\"~#"
                  + oneOf("set", "list", "cmap", "x", "i", "?")
                  + "\":"
                  + oneOf("[1]", "1", "null", "{}")
                  + "}");
      kinds.add(this::cacheRollover);
    }
    return kinds.get(random.nextInt(kinds.size())).get();
  }

  private String oneOf(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static String digits(int count) {
    return "9".repeat(count);
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private String nested(int depth) {
    boolean lists = random.nextBoolean();
    String open = lists ? "[" : wire == Wire.EDN ? "{:a " : "{\"a\":";
    return open.repeat(depth) + "1" + (lists ? "]" : "}").repeat(depth);
  }

  private String object(String... keysAndValues) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.add(keysAndValues[i] + (wire == Wire.EDN ? " " : ":") + keysAndValues[i + 1]);
    }
    return "{" + String.join(",", entries) + "}";
  }

  /** Very many small things. */
  private String many() {
    return "[" + oneOf("1", "[]", "{}", "\"\"", "[[]]").concat(",").repeat(5_000) + "1]";
  }

  /** More keys than the cache has codes, and a code after it began anew. */
  private String cacheRollover() {
    StringBuilder text = new StringBuilder("[");
    int keys = 1_900 + random.nextInt(100);
    for (int i = 0; i < keys; i++) {
      text.append("\"~:key").append(i).append("\",");
    }
    return text.append("\"^").append((char) (48 + random.nextInt(44))).append("\"]").toString();
  }

  /** Bytes of a text changed here and there. */
  byte[] mutated(byte[] text) {
    byte[] bytes = text.clone();
    for (int change = random.nextInt(6); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(7));
        case 2 -> bytes = spliced(bytes, at, at, new byte[] {(byte) random.nextInt(128)});
        case 3 ->
            bytes =
                spliced(bytes, at, Math.min(bytes.length - 1, at + random.nextInt(8)), new byte[0]);
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(bytes.length - from, random.nextInt(30));
          bytes = spliced(bytes, at, at, java.util.Arrays.copyOfRange(bytes, from, from + length));
        }
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    byte[] result = new byte[bytes.length - (to - from) + between.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(between, 0, result, from, between.length);
    System.arraycopy(bytes, to, result, from + between.length, bytes.length - to);
    return result;
  }
}
