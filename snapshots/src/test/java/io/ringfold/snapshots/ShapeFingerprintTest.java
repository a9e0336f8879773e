package io.ringfold.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeFingerprintTest {

  @TempDir Path directory;

  private String shape(String source) {
    return SnapshotTypes.of(List.of(CompiledClass.of(directory, "T", source))).fingerprint();
  }

  @Test
  void staysTheSameWhereNothingOfTheShapeChanged() {
    assertEquals(
        shape("record T(int a, String b) {}"),
        shape("record T(int a, String b) { static int count; int twice() { return 2 * a; } }"));
    assertEquals(
        shape("class T { int a; String b; }"),
        shape("class T { static long s; String b; transient int t; int a; }"));
    assertEquals(shape("enum T { A, B }"), shape("enum T { A { }, B; int x; }"));
  }

  @Test
  void differsWhereAComponentIsAddedRenamedRetypedOrMoved() {
    String before = shape("record T(int a, String b) {}");
    assertNotEquals(before, shape("record T(int a, String b, int c) {}"));
    assertNotEquals(before, shape("record T(int a, String c) {}"));
    assertNotEquals(before, shape("record T(long a, String b) {}"));
    assertNotEquals(before, shape("record T(String b, int a) {}"));
    assertNotEquals(before, shape("class T { int a; String b; }"));
  }

  @Test
  void differsWhereAFieldIsAddedRenamedRetypedOrInherited() {
    String before = shape("class T { int a; }");
    assertNotEquals(before, shape("class T { int a; int b; }"));
    assertNotEquals(before, shape("class T { int b; }"));
    assertNotEquals(before, shape("class T { Integer a; }"));
    assertNotEquals(before, shape("class T extends Above { int a; } class Above { int c; }"));
  }

  @Test
  void differsWhereATypeArgumentChanged() {
    assertNotEquals(
        shape("record T(java.util.List<String> a) {}"),
        shape("record T(java.util.List<Long> a) {}"));
    assertNotEquals(
        shape("class T { java.util.Map<String, Long> a; }"),
        shape("class T { java.util.Map<String, String> a; }"));
  }

  @Test
  void differsWhereConstantsAreAddedOrChangePlaces() {
    String before = shape("enum T { A, B }");
    assertNotEquals(before, shape("enum T { A, B, C }"));
    assertNotEquals(before, shape("enum T { B, A }"));
  }

  @Test
  void differsWhereClassesChangePlacesOrNames() {
    Class<?> a = CompiledClass.of(directory, "A", "record A(int a) {}");
    Class<?> b = CompiledClass.of(directory, "B", "record B(int a) {}");
    String before = SnapshotTypes.of(List.of(a, b)).fingerprint();
    assertNotEquals(before, SnapshotTypes.of(List.of(b, a)).fingerprint());
    assertNotEquals(before, SnapshotTypes.of(List.of(a)).fingerprint());
    assertNotEquals(
        SnapshotTypes.of(List.of(a)).fingerprint(), SnapshotTypes.of(List.of(b)).fingerprint());
  }

  @Test
  void isTheSameOnEveryPlatformAndInEveryRun() {
    assertEquals(
        "6d513d068481965ea53416a194eec2e4c124ef034cadebdfca1cf489fb94890c",
        shape("record T(int a, java.util.List<String> b) {}"));
  }
}
