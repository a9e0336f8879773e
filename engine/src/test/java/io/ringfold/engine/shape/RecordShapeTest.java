package io.ringfold.engine.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Key;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class RecordShapeTest {

  private record Hidden(@Key String clientId, Optional<List<Integer>> some) {}

  @Test
  void aShapeIsMadeOnceForEachClass() {
    assertSame(RecordShape.of(Hidden.class), RecordShape.of(Hidden.class));
    assertSame(Hidden.class, RecordShape.of(Hidden.class).type());
  }

  @Test
  void fieldsStandInTheirOrderUnderKebabCaseNames() {
    assertEquals(
        FieldType.recordOf(
            List.of(
                new Field("client-id", FieldType.of(Kind.STRING), true),
                new Field(
                    "some",
                    FieldType.of(Kind.OPTIONAL, FieldType.of(Kind.LIST, FieldType.of(Kind.INT))),
                    false))),
        RecordShape.of(Hidden.class).fieldType());
  }

  @Test
  void namesBecomeKebabCase() {
    Map<String, String> expected =
        Map.of(
            "clientId", "client-id",
            "id", "id",
            "parentURL", "parent-url",
            "HTTPServer", "http-server",
            "sha256Sum", "sha256-sum",
            "SOME_THING", "some-thing",
            "RED", "red",
            "some_thing", "some-thing",
            "_a__b_", "a-b",
            "aB", "a-b");
    expected.forEach((name, kebab) -> assertEquals(kebab, Values.kebabCase(name), name));
  }

  record WithSet(Set<String> set) {}

  record WithFloat(float number) {}

  record WithRaw(@SuppressWarnings("rawtypes") List list) {}

  record WithWildcard(List<? extends Number> list) {}

  record WithIntKeys(Map<Integer, String> map) {}

  record WithCollection(Collection<String> list) {}

  record WithArray(int[] numbers) {}

  record WithVariable<T>(T value) {}

  record WithObject(Inside inside) {
    record Inside(Object any) {}
  }

  @Test
  void aTypeThatCannotBeCarriedIsRefusedNamingTheComponent() {
    for (Class<?> type :
        List.of(
            WithSet.class,
            WithFloat.class,
            WithRaw.class,
            WithWildcard.class,
            WithIntKeys.class,
            WithCollection.class,
            WithArray.class,
            WithVariable.class)) {
      String component = type.getName() + "." + type.getRecordComponents()[0].getName();
      assertRefused(type, component + ": type ");
      assertRefused(type, "allowed are boolean, int, long, double, String, UUID");
    }
    assertRefused(WithObject.class, WithObject.Inside.class.getName() + ".any: type");
  }

  record Tree(String name, List<Tree> branches) {}

  record There(Optional<Back> back) {}

  record Back(List<There> there) {}

  @Test
  void aRecordThatContainsItselfIsRefused() {
    assertRefused(Tree.class, "Tree.branches: " + Tree.class.getName() + " contains itself");
    assertRefused(There.class, "Back.there: " + There.class.getName() + " contains itself");
  }

  record Twice(String clientId, String client_id) {}

  enum Clash {
    SOME_THING,
    SomeThing
  }

  record WithClash(Clash clash) {}

  @Test
  void namesThatCollideAreRefused() {
    assertRefused(Twice.class, "are both written \"client-id\"; rename one");
    assertRefused(WithClash.class, "are both written \"some-thing\"; rename one");
  }

  record Empty() {}

  record Empties(List<Empty> list) {}

  record EmptyShelves(Map<String, Empty> map) {}

  @Test
  void aListOfRecordsWithoutFieldsIsRefusedBecauseBytesCannotBoundIt() {
    assertRefused(Empties.class, "Empties.list: a list of");
    assertEquals(
        Kind.MAP, RecordShape.of(EmptyShelves.class).fieldType().fields().get(0).type().kind());
  }

  record KeyedByNumber(@Key long id) {}

  record KeyedByOptional(@Key Optional<String> id) {}

  record KeyedByLists(@Key List<List<String>> ids) {}

  @Test
  void keysAreStringsAndUuidsOnly() {
    assertRefused(KeyedByNumber.class, "KeyedByNumber.id: @Key on long; allowed are String, UUID");
    assertRefused(KeyedByOptional.class, "@Key on java.util.Optional<java.lang.String>");
    assertRefused(KeyedByLists.class, "@Key on java.util.List<java.util.List<java.lang.String>>");
  }

  @Test
  void whatIsNoRecordIsRefused() {
    assertRefused(String.class, "java.lang.String is not a record");
  }

  record Part(String name, List<String> tags) {}

  record Checked(
      long number, Part part, Map<String, Part> parts, Optional<String> note, Integer boxed) {}

  @Test
  void aRecordMadeInCodeIsCheckedForNulls() throws BindException {
    RecordShape<Checked> shape = RecordShape.of(Checked.class);
    Part part = new Part("a", List.of("x"));
    shape.check(new Checked(1, part, Map.of("p", part), Optional.of("n"), 5));
    Map<String, Part> parts = new HashMap<>();
    parts.put("p", null);
    BindException e =
        assertThrows(
            BindException.class,
            () ->
                shape.check(
                    new Checked(1, new Part(null, Arrays.asList("x", null)), parts, null, null)));
    assertEquals(
        "part.name: is required; part.tags.1: is required; parts.p: is required;"
            + " note: is required; boxed: is required",
        e.getMessage());
  }

  @Test
  void aRecordMadeInCodeIsCheckedForTextThatCannotBeWritten() {
    BindException e =
        assertThrows(
            BindException.class,
            () -> RecordShape.of(Part.class).check(new Part("a\udc00", List.of())));
    assertEquals("name: must be valid text: has \\udc00 without its partner at 1", e.getMessage());
  }

  private record Elsewhere(
      boolean flag, int small, long large, double ratio, String text, Optional<String> note) {}

  /** As a domain in a plugin is: in an unnamed module of its own, where lambdas cannot be put. */
  private static final class OtherLoader extends ClassLoader {
    private static final String NAME = Elsewhere.class.getName();

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(NAME)) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(NAME.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void aRecordOfAnotherClassLoaderIsCarriedAlike() throws Exception {
    Class<?> loaded = Class.forName(Elsewhere.class.getName(), true, new OtherLoader());
    assertNotSame(Elsewhere.class, loaded);
    assertCarried(RecordShape.of(loaded));
    assertCarried(RecordShape.of(Elsewhere.class));
  }

  private static <R> void assertCarried(RecordShape<R> shape) throws BindException {
    R bound = shape.bind(Map.of("flag", true, "small", 1, "large", 2, "ratio", 0.5, "text", "t"));
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = shape.encode(bound, buffer, 0);
    assertEquals(bound, shape.decoder(shape.fieldType()).decode(buffer, 0, length));
    assertEquals(
        Map.of("flag", true, "small", 1L, "large", 2L, "ratio", 0.5, "text", "t"),
        Values.plain(bound));
  }

  private static void assertRefused(Class<?> type, String expected) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> RecordShape.of(type));
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }
}
