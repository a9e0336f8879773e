package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

/** What was written with the fields of yesterday is read as the record of today. */
class EvolutionTest {

  record Empty() {}

  record Old(String name, int count, List<Line> lines, long total) {
    record Line(String sku, int quantity) {}
  }

  record New(Optional<String> note, long total, double count, List<Line> lines, String name) {
    record Line(int discount, long quantity) {}
  }

  @Test
  void fieldsAreMatchedByNameSkippedFilledInAndWidened() {
    Old old = new Old("n", 3, List.of(new Old.Line("a", 1), new Old.Line("b", 2)), 1L << 40);
    assertEquals(
        new New(
            Optional.empty(), 1L << 40, 3.0, List.of(new New.Line(0, 1), new New.Line(0, 2)), "n"),
        reread(old, New.class));
  }

  @Test
  void everyKindOfFieldCanBeSkipped() {
    Seeds.forEach(
        300,
        (random, round) ->
            assertEquals(new Empty(), reread(Everything.random(random), Empty.class)));
  }

  record Filled(
      boolean flag,
      int small,
      long large,
      double ratio,
      String text,
      UUID id,
      Instant at,
      BigDecimal price,
      Everything.Colour colour,
      byte[] bytes,
      List<String> list,
      Map<String, String> map,
      Optional<String> optional,
      Empty nested) {}

  @Test
  void everyKindOfFieldThatWasNotWrittenBecomesWhatStandsForNothing() {
    Filled filled = reread(new Empty(), Filled.class);
    assertEquals(
        new Filled(
            false,
            0,
            0L,
            0.0,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            Map.of(),
            Optional.empty(),
            null),
        filled);
    assertNull(filled.bytes());
  }

  record WasInt(int n) {}

  record WasLong(long n) {}

  record WasText(String n) {}

  record NowOptional(Optional<Long> n) {}

  record NowDouble(double n) {}

  @Test
  void integersWiden() {
    assertEquals(new WasLong(-7), reread(new WasInt(-7), WasLong.class));
    assertEquals(new NowDouble(-7.0), reread(new WasInt(-7), NowDouble.class));
    assertEquals(new NowDouble(1e12), reread(new WasLong(1_000_000_000_000L), NowDouble.class));
  }

  @Test
  void aRequiredFieldMayBecomeOptional() {
    assertEquals(new NowOptional(Optional.of(5L)), reread(new WasInt(5), NowOptional.class));
  }

  @Test
  void aTypeThatCannotBeReadIsRefusedNamingTheField() {
    assertRefused(WasText.class, WasInt.class, "field n was written as string");
    assertRefused(WasLong.class, WasInt.class, "cannot be read as int");
    assertRefused(NowDouble.class, WasLong.class, "field n was written as double");
    assertRefused(NowOptional.class, WasLong.class, "field n was written as optional of long");
    record Inner(WasText inner) {}
    record InnerNow(WasInt inner) {}
    assertRefused(Inner.class, InnerNow.class, "field inner.n ");
    record Texts(List<String> list) {}
    record Numbers(List<Integer> list) {}
    assertRefused(Texts.class, Numbers.class, "field list was written as string");
  }

  private static void assertRefused(Class<?> written, Class<?> read, String expected) {
    RecordShape<?> shape = RecordShape.of(read);
    FieldType writtenType = RecordShape.of(written).fieldType();
    Exception e = assertThrows(IllegalArgumentException.class, () -> shape.decoder(writtenType));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  record WasColour(Colour colour) {
    enum Colour {
      RED,
      GREEN,
      DARK_BLUE
    }
  }

  record NowColour(Colour colour) {
    enum Colour {
      DARK_BLUE,
      YELLOW,
      RED
    }
  }

  @Test
  void constantsAreMatchedByNameWhateverTheirOrder() {
    assertEquals(
        NowColour.Colour.DARK_BLUE,
        reread(new WasColour(WasColour.Colour.DARK_BLUE), NowColour.class).colour());
    assertEquals(
        NowColour.Colour.RED,
        reread(new WasColour(WasColour.Colour.RED), NowColour.class).colour());
  }

  @Test
  void aConstantThatIsGoneIsRefusedOnlyWhenItIsMet() {
    Exception e =
        assertThrows(
            IllegalStateException.class,
            () -> reread(new WasColour(WasColour.Colour.GREEN), NowColour.class));
    assertTrue(e.getMessage().contains("field colour was written as \"green\""), e::getMessage);
  }

  record Positive(int n) {
    Positive {
      if (n <= 0) {
        throw new IllegalArgumentException("n must be more than 0");
      }
    }
  }

  @Test
  void aConstructorThatRefusesWhatWasWrittenIsToldWithTheValues() {
    Exception e =
        assertThrows(IllegalStateException.class, () -> reread(new WasInt(-5), Positive.class));
    assertTrue(e.getMessage().contains("Positive refuses"), e::getMessage);
    assertTrue(e.getMessage().contains("n must be more than 0; values [-5]"), e::getMessage);
  }

  @SuppressWarnings("unchecked")
  private static <W, R> R reread(W written, Class<R> as) {
    RecordShape<W> shape = RecordShape.of((Class<W>) written.getClass());
    MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    int length = shape.encode(written, buffer, 5);
    return RecordShape.of(as).decoder(shape.fieldType()).decode(buffer, 5, length);
  }
}
