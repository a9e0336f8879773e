package io.ringfold.snapshots;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.snapshots.Samples.Account;
import io.ringfold.snapshots.Samples.Colour;
import io.ringfold.snapshots.Samples.Point;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {

  private static final byte[] HASH = {(byte) 0xab, 1, 2};

  @TempDir Path temp;
  private Path directory;
  private SnapshotStore store;

  @BeforeEach
  void open() {
    directory = temp.resolve("data/snapshots");
    store = new SnapshotStore(directory, Samples.types());
  }

  private SnapshotInfo write(long sequence) {
    return store.write(sequence, sequence * 10, HASH, state(sequence));
  }

  private static Map<String, Object> state(long sequence) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("engine", new long[] {sequence});
    parts.put("bank", List.of(new Account("ada", 1, sequence)));
    parts.put("empty", null);
    return parts;
  }

  private Snapshot newest() {
    return store.newestValid(Long.MAX_VALUE).orElseThrow();
  }

  private static void assertState(long sequence, Snapshot snapshot) {
    assertEquals(sequence, snapshot.info().sequence());
    assertEquals(List.of("engine", "bank", "empty"), List.copyOf(snapshot.parts().keySet()));
    assertArrayEquals(new long[] {sequence}, (long[]) snapshot.parts().get("engine"));
    assertEquals(List.of(new Account("ada", 1, sequence)), snapshot.parts().get("bank"));
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    SnapshotInfo written = write(42);
    assertEquals("snapshot-00000000000000000042.ringfold", written.file().getFileName().toString());
    assertEquals(
        new SnapshotInfo(
            42,
            420,
            "ab0102",
            Samples.types().fingerprint(),
            Files.size(written.file()),
            written.file()),
        written);
    Snapshot read = newest();
    assertEquals(written, read.info());
    assertState(42, read);
    assertEquals(directory, store.directory());
  }

  @Test
  void aStoreWithoutSnapshotsHasNone() {
    assertEquals(Optional.empty(), store.newestValid(Long.MAX_VALUE));
    assertEquals(List.of(), SnapshotStore.list(directory));
    assertEquals(List.of(), SnapshotStore.list(temp.resolve("nowhere")));
  }

  @Test
  void findsTheNewestThatIsNotTooNew() {
    Stream.of(5L, 20L, 100L, 0L).forEach(this::write);
    assertState(100, newest());
    assertState(100, store.newestValid(100).orElseThrow());
    assertState(20, store.newestValid(99).orElseThrow());
    assertState(0, store.newestValid(4).orElseThrow());
    assertEquals(Optional.empty(), store.newestValid(-1));
  }

  @Test
  void listsTheHeadersNewestFirst() {
    List<SnapshotInfo> written = Stream.of(100L, 20L, 5L).map(this::write).toList();
    assertEquals(written, SnapshotStore.list(directory));
  }

  @Test
  void anotherImageOfTheSameSequenceTakesItsPlace() {
    write(7);
    store.write(7, 1, HASH, Map.of("other", "image"));
    assertEquals(Map.of("other", "image"), newest().parts());
    assertEquals(1, SnapshotStore.list(directory).size());
  }

  @Test
  void theHeaderHasTheBytesThatItsPictureShows() throws IOException {
    store = new SnapshotStore(directory, SnapshotTypes.of(List.of()));
    SnapshotInfo info = store.write(0x0102, 0x0304, HASH, Map.of("äb", "c"), Map.of("v", "d"));
    String expected =
        "52464f4c44534e50" // magic
            + "CRCCRCCR"
            + "00000003" // format
            + "0000006b" // header bytes
            + "0000000000000028" // body bytes
            + "0000000000000102"
            + "0000000000000304"
            + "00000020" // contents bytes
            + info.shape()
            + "00000003ab0102" // state hash
            + "00000001" // count of parts
            + "00000003c3a462" // name
            + "00000001" // count of values
            + "0000000176" // name
            + "03010163" // the part: a String, a new one in Latin-1, of one byte
            + "03010164" // the value
            + "0000000000000004"
            + crc("03010163")
            + "00000000" // contents: count of classes
            + "0000000000000004"
            + crc("03010164")
            + "00000000";
    byte[] bytes = Files.readAllBytes(info.file());
    String actual = HexFormat.of().formatHex(bytes);
    assertEquals(
        expected.substring(0, 16) + expected.substring(24),
        actual.substring(0, 16) + actual.substring(24));
    CRC32C crc = new CRC32C();
    crc.update(bytes, 115, bytes.length - 115);
    crc.update(bytes, 0, 8);
    crc.update(bytes, 12, 95);
    assertEquals((int) crc.getValue(), ByteBuffer.wrap(bytes).getInt(8));
  }

  private static String crc(String bytes) {
    CRC32C crc = new CRC32C();
    crc.update(HexFormat.of().parseHex(bytes));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  @Test
  void everyFlippedBitIsNoticedAndTheOlderOneTaken() throws IOException {
    write(1);
    Path file = write(2).file();
    byte[] whole = Files.readAllBytes(file);
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, flipped);
        assertState(1, newest());
      }
      assertEquals(whole.length * 8, warnings.messages().size());
      for (String warning : warnings.messages()) {
        assertTrue(warning.contains(file.toString()), warning);
      }
    }
    Files.write(file, whole);
    assertState(2, newest());
  }

  @Test
  void everyTruncationAndEveryAppendixIsNoticedAndTheOlderOneTaken() throws IOException {
    write(1);
    Path file = write(2).file();
    byte[] whole = Files.readAllBytes(file);
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertState(1, newest());
        assertEquals(1, SnapshotStore.list(directory).size());
      }
      Files.write(file, Arrays.copyOf(whole, whole.length + 1));
      assertState(1, newest());
      assertEquals(2 * whole.length + 1, warnings.messages().size());
    }
  }

  @Test
  void zeroedPagesAreNoticed() throws IOException {
    write(1);
    Path file =
        store.write(2, 2, HASH, Map.of("much", new Random(5).longs(10_000).toArray())).file();
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 40_960, 45_056, (byte) 0);
    Files.write(file, bytes);
    assertState(1, newest());
  }

  @Test
  void anImageOfOtherClassesIsPassedOverAndSaysWhy() {
    Class<?> yesterday = CompiledClass.of(temp, "T", "record T(int a) {}");
    Class<?> changed = CompiledClass.of(temp, "T", "record T(int a, int b) {}");
    Object one = instance(yesterday, 1);
    new SnapshotStore(directory, SnapshotTypes.of(List.of(yesterday)))
        .write(1, 1, HASH, Map.of("t", one));
    SnapshotStore today = new SnapshotStore(directory, SnapshotTypes.of(List.of(changed)));
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      assertEquals(Optional.empty(), today.newestValid(1));
      assertTrue(
          warnings.messages().get(0).contains("its classes have changed: T has another shape"),
          warnings.messages().toString());
    }
    assertEquals(1, SnapshotStore.list(directory).size());
    store = new SnapshotStore(directory, SnapshotTypes.of(List.of(yesterday)));
    assertEquals(one, newest().parts().get("t"));
  }

  private static Object instance(Class<?> type, Object... components) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return constructor.newInstance(components);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aClassThatCameWentOrMovedInTheListKeepsNoImageFromBeingRead() {
    Class<?> kept = CompiledClass.of(temp, "Kept", "record Kept(int a) {}");
    Class<?> gone = CompiledClass.of(temp, "Gone", "record Gone(int a) {}");
    Class<?> added = CompiledClass.of(temp, "Added", "record Added(int a) {}");
    Object one = instance(kept, 1);
    new SnapshotStore(directory, SnapshotTypes.of(List.of(gone, kept)))
        .write(1, 1, HASH, Map.of("it", one), Map.of("that", List.of(one)));
    store = new SnapshotStore(directory, SnapshotTypes.of(List.of(added, Account.class, kept)));
    assertEquals(Map.of("it", one), newest().parts());
    assertEquals(Map.of("that", List.of(one)), newest().values());
    assertEquals(Map.of(), newest().unreadable());
  }

  @Test
  void aValueWhoseClassesChangedIsMissingAndTakesNothingWithIt() {
    Class<?> yesterday =
        CompiledClass.of(temp, "T", "record T(int a, U u) {} record U(String b) {}");
    Class<?> inside = inside(yesterday);
    Class<?> changed =
        CompiledClass.of(temp, "T", "record T(int a, U u) {} record U(String b, String c) {}");
    Object value = instance(yesterday, 1, instance(inside, "b"));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("before", "x");
    values.put("changed", List.of(value));
    values.put("after", List.of(new Account("ada", 1, 2)));
    new SnapshotStore(directory, SnapshotTypes.of(List.of(yesterday, inside, Account.class)))
        .write(1, 1, HASH, state(1), values);
    store =
        new SnapshotStore(
            directory, SnapshotTypes.of(List.of(Account.class, changed, inside(changed))));
    Snapshot read = newest();
    assertState(1, read);
    assertEquals(Map.of("before", "x", "after", List.of(new Account("ada", 1, 2))), read.values());
    assertEquals(
        Map.of("changed", "its classes have changed: U has another shape"), read.unreadable());
  }

  private static Class<?> inside(Class<?> type) {
    return type.getRecordComponents()[1].getType();
  }

  @Test
  void aRenamedSnapshotIsPassedOver() throws IOException {
    Files.move(write(3).file(), directory.resolve("snapshot-00000000000000000009.ringfold"));
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      assertEquals(Optional.empty(), store.newestValid(Long.MAX_VALUE));
      assertTrue(warnings.messages().get(0).contains("sequence 3"), warnings.messages().toString());
    }
  }

  @Test
  void aWriteCutShortBeforeItsRenameIsNoSnapshotAndTheNextWriteCleansUp() throws IOException {
    Path older = write(1).file();
    Path newer = write(2).file();
    Path leftover = directory.resolve(newer.getFileName() + ".tmp");
    Files.move(newer, leftover);
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      store = new SnapshotStore(directory, Samples.types());
      assertState(1, newest());
      assertEquals(1, SnapshotStore.list(directory).size());
      assertTrue(Files.exists(leftover), "reading removes nothing: it may be a write under way");
      write(3);
      assertFalse(Files.exists(leftover));
      assertState(3, newest());
      assertEquals(List.of(), warnings.messages());
    }
    assertTrue(Files.exists(older));
  }

  @Test
  void aFailedWriteLeavesNothingBehind() throws IOException {
    write(1);
    assertThrows(SnapshotException.class, () -> store.write(2, 2, HASH, Map.of("a", new Object())));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of("snapshot-00000000000000000001.ringfold"),
          files.map(file -> file.getFileName().toString()).toList());
    }
    assertState(1, newest());
  }

  @Test
  void aWriteWhereNoDirectoryCanBeFailsAndNamesTheFile() throws IOException {
    Files.writeString(temp.resolve("file"), "in the way");
    store = new SnapshotStore(temp.resolve("file/snapshots"), Samples.types());
    SnapshotException failed = assertThrows(SnapshotException.class, () -> write(1));
    assertTrue(failed.getMessage().contains("snapshot-00000000000000000001"), failed.getMessage());
  }

  @Test
  void foreignFilesAreLeftAloneWithAWarning() throws IOException {
    write(1);
    List<String> foreign =
        List.of("README", "snapshot-1.ringfold", "snapshot-99999999999999999999.ringfold");
    for (String name : foreign) {
      Files.writeString(directory.resolve(name), "not one of ours");
    }
    Files.createDirectory(directory.resolve("snapshot-00000000000000000002.ringfold"));
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      assertState(1, newest());
      assertEquals(4, warnings.messages().size(), warnings.messages().toString());
      for (String name : foreign) {
        assertTrue(
            warnings.messages().stream().anyMatch(w -> w.contains(name)),
            warnings.messages().toString());
        assertTrue(Files.exists(directory.resolve(name)));
      }
    }
  }

  @Test
  void readingMakesNoDirectory() {
    Path missing = temp.resolve("missing");
    assertEquals(Optional.empty(), new SnapshotStore(missing, Samples.types()).newestValid(1));
    assertFalse(Files.exists(missing));
  }

  /** A file whose checksum is right and whose content is nonsense: a bug's, not a disk's. */
  @Test
  void hostileContentUnderARightChecksumIsPassedOver() throws IOException {
    write(1);
    Path file = write(2).file();
    byte[] whole = Files.readAllBytes(file);
    int headerBytes = ByteBuffer.wrap(whole).getInt(16);
    Random random = new Random(77);
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      int passedOver = 0;
      for (int i = 0; i < 1_000; i++) {
        byte[] bytes = whole.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          bytes[headerBytes + random.nextInt(bytes.length - headerBytes)] =
              (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
        }
        Files.write(file, withRightChecksum(bytes));
        // either it is no image any more, or it is one of other values: nothing else comes out
        if (newest().info().sequence() == 1) {
          passedOver++;
        }
      }
      assertTrue(passedOver > 300, "passed over, with seed 77: " + passedOver);
      assertEquals(passedOver, warnings.messages().size());
    }
  }

  @Test
  void aLengthThatLiesAllocatesNothing() throws IOException {
    // id 1 is String, 21 to 29 are arrays, 30 an ArrayList, 33 and 36 hash tables, 50 List.of:
    // each with a length of nearly 2^31 and nothing after it
    write(1);
    Path file = store.write(2, 2, HASH, Map.of("it", "x")).file();
    byte[] whole = Files.readAllBytes(file);
    int headerBytes = ByteBuffer.wrap(whole).getInt(16);
    int[] ids = {1, 14, 15, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 33, 36, 40, 50, 53, 55, 70, 73};
    for (int id : ids) {
      boolean mutable = id >= 20 && id < 50;
      int sectionBytes = 8 + (mutable ? 1 : 0);
      ByteBuffer bytes = ByteBuffer.allocate(headerBytes + sectionBytes + 16);
      bytes.put(whole, 0, headerBytes).put((byte) (id + 2));
      if (mutable) {
        bytes.put((byte) 1); // not null, not seen before
      }
      // read as a plain number or as one with a flag in it: large either way
      bytes.put(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0, 0});
      bytes.putLong(20, bytes.capacity() - headerBytes);
      bytes.putInt(44, 16);
      bytes.position(headerBytes + sectionBytes).putLong(sectionBytes).putLong(0);
      Files.write(file, withRightChecksum(bytes.array()));
      try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
        assertState(1, newest());
        String reason = warnings.messages().get(0);
        assertFalse(reason.contains("OutOfMemory"), "id " + id + ": " + reason);
        assertTrue(reason.contains("cannot be read"), "id " + id + ": " + reason);
      }
    }
  }

  @Test
  void aLyingHeaderIsPassedOver() throws IOException {
    write(1);
    Path file = write(2).file();
    byte[] whole = Files.readAllBytes(file);
    int headerBytes = ByteBuffer.wrap(whole).getInt(16);
    Random random = new Random(78);
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      for (int at = 16; at + 4 <= headerBytes; at++) {
        // from 28 to 44 stand sequence and time, from 48 to 80 the shape, which the store believes
        if (at < 25 || at >= 41 && at < 48 || at >= 80) {
          for (int value : new int[] {-1, Integer.MAX_VALUE, 1 << 24, random.nextInt()}) {
            byte[] bytes = whole.clone();
            ByteBuffer.wrap(bytes).putInt(at, value);
            Files.write(file, withRightChecksum(bytes));
            assertTrue(newest().info().sequence() <= 2);
          }
        }
      }
      List<String> unreadable = new ArrayList<>(warnings.messages());
      assertTrue(unreadable.size() > 100, "warnings, with seed 78: " + unreadable.size());
    }
  }

  /** Of the sections too, as far as header and contents say where they stand. */
  private static byte[] withRightChecksum(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int headerBytes = Math.max(16, Math.min(buffer.getInt(16), bytes.length));
    int contentsBytes = Math.max(0, Math.min(buffer.getInt(44), bytes.length - headerBytes));
    int contents = bytes.length - contentsBytes;
    CRC32C crc = new CRC32C();
    int section = headerBytes;
    for (int at = contents; at + 16 <= bytes.length && section < contents; ) {
      int length = (int) Math.max(0, Math.min(buffer.getLong(at), contents - section));
      crc.update(bytes, section, length);
      buffer.putInt(at + 8, (int) crc.getValue());
      crc.reset();
      section += length;
      at = afterClasses(buffer, at + 12);
    }
    crc.reset();
    crc.update(bytes, contents, contentsBytes);
    crc.update(bytes, 0, 8);
    crc.update(bytes, 12, headerBytes - 12);
    return buffer.putInt(8, (int) crc.getValue()).array();
  }

  private static int afterClasses(ByteBuffer contents, int count) {
    int at = count + 4;
    for (int i = 0; i < contents.getInt(count) && at + 6 <= contents.capacity(); i++) {
      at += 4 + 2 + contents.getShort(at + 4) + 32;
      if (at < 0 || at > contents.capacity()) {
        return contents.capacity();
      }
    }
    return at;
  }

  @Test
  void manyThreadsWriteAndReadOneStore() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long base = t * 10L;
      Thread thread =
          new Thread(
              () -> {
                for (long i = base; i < base + 10; i++) {
                  write(i);
                  Snapshot read = newest();
                  assertState(read.info().sequence(), read);
                }
              });
      thread.setUncaughtExceptionHandler((at, e) -> failure.set(e));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("on another thread", failure.get());
    }
    assertEquals(40, SnapshotStore.list(directory).size());
    assertState(39, newest());
  }

  @Test
  void recordsAndEnumsOfTheSameShapeAreReadByAnotherStore() {
    Point point = new Point(1, 2, "label", Colour.GREEN, List.of("tag"));
    store.write(1, 1, HASH, Map.of("point", point));
    SnapshotStore other = new SnapshotStore(directory, Samples.types());
    assertEquals(point, other.newestValid(1).orElseThrow().parts().get("point"));
  }

  @Test
  void anImageOfAnOlderFormatIsPassedOverAndSaysSo() throws IOException {
    write(1);
    Path file = write(2).file();
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(12, 2);
    Files.write(file, withRightChecksum(bytes));
    try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
      assertState(1, newest());
      String reason = warnings.messages().get(0);
      assertTrue(reason.contains("format 2, this version reads 3"), reason);
    }
  }

  /** Two that can only be made at the same time, where they are told to wait. */
  record Meeting(int number) {
    private static volatile CyclicBarrier meetingPoint;

    Meeting {
      CyclicBarrier wait = meetingPoint;
      if (wait != null) {
        try {
          wait.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
          throw new IllegalStateException("nobody else came", e);
        }
      }
    }
  }

  @Test
  void valuesAreReadAtTheSameTimeByAsManyThreadsAsThereMayBe() {
    store = new SnapshotStore(directory, SnapshotTypes.of(List.of(Meeting.class)));
    Map<String, Object> values = Map.of("one", new Meeting(1), "other", new Meeting(2));
    store.write(1, 1, HASH, Map.of(), values);
    Meeting.meetingPoint = new CyclicBarrier(2);
    try {
      assertEquals(values, store.newestValid(1, 2).orElseThrow().values());
    } finally {
      Meeting.meetingPoint = null;
    }
  }

  @Test
  void aDamagedValueSpoilsTheImageHoweverManyThreadsReadIt() throws IOException {
    write(1);
    for (int threads = 1; threads <= 4; threads++) {
      Map<String, Object> values = Map.of("long", "x".repeat(100_000), "short", "y");
      Path file = store.write(2, 2, HASH, state(2), values).file();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 4;
      Files.write(file, bytes);
      try (WarningsOf warnings = new WarningsOf(SnapshotStore.class)) {
        assertState(1, store.newestValid(2, threads).orElseThrow());
        String reason = warnings.messages().get(0);
        assertTrue(reason.contains("the checksum of 1000"), reason);
      }
      assertThrows(SnapshotException.class, () -> SnapshotStore.check(file));
      // nor is anything made of those that are whole
      assertThrows(SnapshotException.class, () -> store.readValues(file, "short"::equals));
    }
  }

  /** Counts how many are made. */
  record Counted(int number) {
    private static final AtomicInteger MADE = new AtomicInteger();

    Counted {
      MADE.incrementAndGet();
    }
  }

  @Test
  void someValuesCanBeReadAndThenNothingElseIsMade() {
    store = new SnapshotStore(directory, SnapshotTypes.of(List.of(Counted.class)));
    Map<String, Object> values = Map.of("wanted", new Counted(1), "other", new Counted(2));
    Path file = store.write(1, 1, HASH, Map.of("part", new Counted(3)), values).file();
    int before = Counted.MADE.get();
    Snapshot read = store.readValues(file, "wanted"::equals);
    assertEquals(before + 1, Counted.MADE.get());
    assertEquals(Map.of(), read.parts());
    assertEquals(Map.of("wanted", values.get("wanted")), read.values());
    assertEquals(Map.of(), read.unreadable());
    assertEquals(1, read.info().sequence());
  }

  @Test
  void valuesCanBeReadWhereTheClassesOfThePartsHaveChanged() {
    Path file = store.write(1, 1, HASH, state(1), Map.of("value", "v")).file();
    SnapshotStore other = new SnapshotStore(directory, SnapshotTypes.of(List.of()));
    assertThrows(SnapshotException.class, () -> other.read(file));
    assertEquals(Map.of("value", "v"), other.readValues(file, name -> true).values());
  }
}
