package io.ringfold.engine.shape;

import io.ringfold.engine.domain.Key;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** A record with a field of every kind, and random ones of it. */
record Everything(
    boolean flag,
    int small,
    long large,
    double ratio,
    Integer boxedSmall,
    Long boxedLarge,
    Boolean boxedFlag,
    Double boxedRatio,
    @Key String name,
    @Key UUID id,
    Instant at,
    BigDecimal price,
    Colour colour,
    byte[] data,
    @Key List<String> tags,
    List<Item> items,
    Map<String, Long> counts,
    Map<String, List<Item>> itemsByShelf,
    Optional<String> note,
    Optional<Item> extra,
    List<Optional<Integer>> gaps,
    Item nested,
    Nothing nothing) {

  enum Colour {
    RED,
    DARK_BLUE {
      @Override
      boolean isDark() {
        return true;
      }
    },
    LIGHT_GREEN;

    boolean isDark() {
      return false;
    }
  }

  record Item(String sku, int quantity, Optional<BigDecimal> unitPrice) {}

  record Nothing() {}

  static Everything random(Random random) {
    return new Everything(
        random.nextBoolean(),
        integer(random),
        number(random),
        random.nextBoolean() ? random.nextGaussian() : Double.longBitsToDouble(finite(random)),
        integer(random),
        number(random),
        random.nextBoolean(),
        random.nextDouble(),
        text(random),
        new UUID(random.nextLong(), random.nextLong()),
        time(random),
        decimal(random),
        Colour.values()[random.nextInt(3)],
        bytes(random),
        list(random, Everything::text),
        list(random, Everything::item),
        map(random, Everything::number),
        map(random, r -> list(r, Everything::item)),
        optional(random, Everything::text),
        optional(random, Everything::item),
        list(random, r -> optional(r, Everything::integer)),
        item(random),
        new Nothing());
  }

  interface Source<T> {
    T next(Random random);
  }

  private static Item item(Random random) {
    return new Item(text(random), integer(random), optional(random, Everything::decimal));
  }

  private static int integer(Random random) {
    return random.nextInt() >> random.nextInt(32);
  }

  private static long number(Random random) {
    return random.nextLong() >> random.nextInt(64);
  }

  private static long finite(Random random) {
    long bits = random.nextLong();
    return Double.isFinite(Double.longBitsToDouble(bits)) ? bits : 0;
  }

  private static Instant time(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Instant.MIN;
      case 1 -> Instant.MAX;
      case 2 -> Instant.EPOCH;
      default -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    };
  }

  private static BigDecimal decimal(Random random) {
    return new BigDecimal(
        new BigInteger(random.nextInt(200), random)
            .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1)),
        random.nextInt(60) - 20);
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(Random random) {
    int[] ceilings = {0x80, 0x800, 0xD800, 0x110000};
    int ceiling = ceilings[random.nextInt(4)];
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int codePoint = random.nextInt(ceiling);
      boolean isSurrogate = codePoint >= 0xD800 && codePoint < 0xE000;
      text.appendCodePoint(isSurrogate ? 'x' : codePoint);
    }
    return text.toString();
  }

  private static <T> List<T> list(Random random, Source<T> source) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(source.next(random));
    }
    return list;
  }

  private static <T> Map<String, T> map(Random random, Source<T> source) {
    Map<String, T> map = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put(text(random), source.next(random));
    }
    return map;
  }

  private static <T> Optional<T> optional(Random random, Source<T> source) {
    return random.nextBoolean() ? Optional.of(source.next(random)) : Optional.empty();
  }

  /** Equality that looks into the array. */
  boolean sameAs(Everything other) {
    return Arrays.equals(data, other.data) && withoutData().equals(other.withoutData());
  }

  private Everything withoutData() {
    return new Everything(
        flag,
        small,
        large,
        ratio,
        boxedSmall,
        boxedLarge,
        boxedFlag,
        boxedRatio,
        name,
        id,
        at,
        price,
        colour,
        null,
        tags,
        items,
        counts,
        itemsByShelf,
        note,
        extra,
        gaps,
        nested,
        nothing);
  }
}
