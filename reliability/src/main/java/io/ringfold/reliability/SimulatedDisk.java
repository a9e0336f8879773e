package io.ringfold.reliability;

import io.ringfold.engine.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;

/**
 * A disk that knows written from forced: beside the files of one start it keeps, of each, the bytes
 * as they were when they were last forced, and of each directory the names. A power cut keeps what
 * was forced, and of the rest what the seed says:
 *
 * <ul>
 *   <li>of each page of 4 KiB that was written since: the old one (zeros where there was none), the
 *       new one, or the new one up to a border of 512 bytes and the old one from there on;
 *   <li>of each name that came, went or changed since: as it was, or as it is.
 * </ul>
 *
 * <p>A file is known by its inode, so that a rename takes its forced bytes along.
 */
final class SimulatedDisk implements Disk {

  /** What may happen at a force. */
  enum Fault {
    NONE,
    /** The force fails (EIO), nothing is on disk for sure. */
    FAILS,
    /** Power is lost before it did anything. */
    POWER_CUT_BEFORE,
    /** Power is lost when it is done, but nobody has heard. */
    POWER_CUT_AFTER
  }

  /** What may happen at a read or a write, or within an append. */
  enum TransferFault {
    NONE,
    /** A read fails (EIO). */
    READ_FAILS,
    /** A read gives fewer bytes than asked for, as it may; the next gives the others. */
    READ_SHORT,
    /** A read gives zeros from a border of sectors on; the next is right again. */
    READ_TORN,
    /** A write fails (EIO) after some of its bytes. */
    WRITE_FAILS,
    /** A write takes fewer bytes than given, as it may. */
    WRITE_SHORT,
    /** An append fails after some of the excerpt's bytes, before its header. */
    APPEND_FAILS,
    /** Power is lost there. */
    APPEND_POWER_CUT
  }

  /**
   * How a read or a write goes.
   *
   * @param bytes that get through
   * @param torn whether those behind the first border of sectors are not what is in the file
   * @param failsMidway whether it fails behind those bytes
   */
  record Transfer(int bytes, boolean torn, boolean failsMidway) {}

  /** How much of what was not forced gets to the disk all the same. */
  private enum Luck {
    ALL_LOST,
    ALL_KEPT,
    BY_PAGE
  }

  static final int PAGE_BYTES = 4096;
  private static final int SECTOR_BYTES = 512;
  private static final int INCOMPLETE_HEADER = 0x80000000;
  private static final int BLOCK_BYTES = 256 << 10;

  /** So small that it is turned over often. */
  private static final int COMMIT_LOG_BYTES = 16 << 10;

  private static final long ROOMY_BYTES = 1L << 40;

  private final Path root;
  private final Random random;
  private final Trace trace;
  private final Map<Object, FileImage> forced = new HashMap<>();
  private final Map<String, Map<String, Object>> forcedNames = new HashMap<>();
  private Fault fault = Fault.NONE;
  private int forcesToFault;
  private TransferFault transferFault = TransferFault.NONE;
  private int transfersToFault;
  private final List<TransferFault> happened = new ArrayList<>();
  private int forcesFailed;
  private boolean failed;
  private boolean full;
  private boolean flipped;
  private DiskImage afterPowerCut;
  private DiskImage afterPowerCutUnflipped;

  /**
   * In an empty directory, which gets what the image holds: all of it counts as forced.
   *
   * @param root exists
   */
  SimulatedDisk(Path root, DiskImage image, Random random, Trace trace) throws IOException {
    this.root = root;
    this.random = random;
    this.trace = trace;
    image.writeTo(root);
    adopt("", image);
  }

  private void adopt(String directory, DiskImage image) {
    Map<String, Object> names = names(directory);
    forcedNames.put(directory, names);
    names.forEach(
        (name, inode) -> {
          String path = child(directory, name);
          FileImage file = image.file(path);
          if (file == null) {
            adopt(path, image);
          } else {
            forced.put(inode, file);
          }
        });
  }

  /** The directory, as the engine has to see it for all this to happen to it. */
  Path root() {
    return new SimulatedFiles(this).path(root);
  }

  /** Lets something happen at one of the next reads, writes or appends. */
  void plan(TransferFault next, int transfers) {
    transferFault = next;
    transfersToFault = transfers;
  }

  /** What of that has happened. */
  List<TransferFault> happened() {
    return happened;
  }

  int forcesFailed() {
    return forcesFailed;
  }

  private TransferFault next(Path file, TransferFault... kinds) {
    if (!Arrays.asList(kinds).contains(transferFault) || --transfersToFault > 0) {
      return TransferFault.NONE;
    }
    TransferFault now = transferFault;
    transferFault = TransferFault.NONE;
    happened.add(now);
    trace.step("at " + root.relativize(file) + ": " + now);
    return now;
  }

  /** Asked at each read and write of a channel, of one byte or more. */
  Transfer transfer(Path file, boolean write, int bytes) throws IOException {
    if (isDown()) {
      throw new IOException("no power");
    }
    if (file.endsWith("lock")) {
      // holds a process id, of no consequence and of any length: not for the seed to choose by
      return new Transfer(bytes, false, false);
    }
    TransferFault now =
        write
            ? next(file, TransferFault.WRITE_FAILS, TransferFault.WRITE_SHORT)
            : next(
                file, TransferFault.READ_FAILS, TransferFault.READ_SHORT, TransferFault.READ_TORN);
    switch (now) {
      case READ_FAILS -> {
        failed = true;
        throw inputOutputError();
      }
      case READ_TORN -> {
        failed = true;
        return new Transfer(bytes, true, false);
      }
      case WRITE_FAILS -> {
        failed = true;
        return new Transfer(random.nextInt(bytes), false, true);
      }
      case READ_SHORT, WRITE_SHORT -> {
        return new Transfer(1 + random.nextInt(bytes), false, false);
      }
      default -> {
        return new Transfer(bytes, false, false);
      }
    }
  }

  static IOException inputOutputError() {
    return new IOException("Input/output error, as the seed wants it");
  }

  /** Leaves what Chronicle leaves where it dies within an excerpt: bytes without a whole header. */
  @Override
  public void beforeAppend(
      Path segment, long position, DirectBuffer excerpt, int offset, int length)
      throws IOException {
    TransferFault now =
        next(
            SimulatedPath.real(segment),
            TransferFault.APPEND_FAILS,
            TransferFault.APPEND_POWER_CUT);
    if (now == TransferFault.NONE) {
      return;
    }
    int written = random.nextInt(length + 1);
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + written).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(random.nextBoolean() ? INCOMPLETE_HEADER : 0);
    excerpt.getBytes(offset, bytes, Integer.BYTES, written);
    bytes.clear();
    try (FileChannel channel =
        FileChannel.open(SimulatedPath.real(segment), StandardOpenOption.WRITE)) {
      long at = position + 3 & ~3L;
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
    }
    trace.step(written + " of " + length + " bytes of an excerpt are written");
    if (now == TransferFault.APPEND_POWER_CUT) {
      cutPower();
      throw new IOException("power cut within an append");
    }
    failed = true;
    throw inputOutputError();
  }

  /** Lets something happen at one of the next forces. */
  void plan(Fault next, int forces) {
    fault = next;
    forcesToFault = forces;
  }

  @Override
  public void force(Path file, FileChannel channel, boolean metaData) throws IOException {
    if (isDown()) {
      throw new IOException("no power");
    }
    if (!SimulatedPath.real(file).startsWith(root)) {
      return;
    }
    Fault now = fault != Fault.NONE && --forcesToFault <= 0 ? fault : Fault.NONE;
    String path = root.relativize(SimulatedPath.real(file)).toString();
    if (now != Fault.NONE) {
      fault = Fault.NONE;
      trace.step("at force of " + path + ": " + now);
    }
    switch (now) {
      case FAILS -> {
        failed = true;
        forcesFailed++;
        throw inputOutputError();
      }
      case POWER_CUT_BEFORE -> {
        cutPower();
        throw new IOException("power cut before a force");
      }
      case POWER_CUT_AFTER -> {
        keep(path);
        cutPower();
        throw new IOException("power cut after a force");
      }
      case NONE -> keep(path);
    }
  }

  private void keep(String path) throws IOException {
    Path file = root.resolve(path);
    if (Files.isDirectory(file)) {
      forcedNames.put(path, names(path));
    } else {
      forced.put(inode(file), read(path));
    }
  }

  @Override
  public LongSupplier usableBytes(Path directory) {
    return () -> full ? 0 : ROOMY_BYTES;
  }

  @Override
  public int segmentBlockBytes() {
    return BLOCK_BYTES;
  }

  @Override
  public long commitLogBytes() {
    return COMMIT_LOG_BYTES;
  }

  void full(boolean value) {
    full = value;
  }

  /** Whether a force, a read, a write or an append failed. */
  boolean hasFailed() {
    return failed;
  }

  /** What failed was of no consequence. */
  void recover() {
    failed = false;
  }

  /** Whether power was cut: nothing that happens to the files any more counts. */
  boolean isDown() {
    return afterPowerCut != null;
  }

  /** Cuts power now, and settles what is on disk after it. */
  void cutPower() {
    Luck luck =
        switch (random.nextInt(8)) {
          case 0, 1 -> Luck.ALL_LOST;
          case 2 -> Luck.ALL_KEPT;
          default -> Luck.BY_PAGE;
        };
    boolean flip = luck == Luck.BY_PAGE && random.nextInt(8) == 0;
    trace.step("power cut, unforced pages: " + luck + (flip ? ", bits flip" : ""));
    DiskImage image = new DiskImage();
    DiskImage unflipped = new DiskImage();
    survive("", luck, flip, image, unflipped);
    afterPowerCut = image;
    afterPowerCutUnflipped = unflipped;
  }

  /** What the power cut left. */
  DiskImage afterPowerCut() {
    return afterPowerCut;
  }

  /** Whether bits flipped in what had not been forced. */
  boolean flipped() {
    return flipped;
  }

  /** What it would have left, had no bit flipped. */
  DiskImage afterPowerCutUnflipped() {
    return afterPowerCutUnflipped;
  }

  /** What is left where only the process dies: everything. */
  DiskImage afterKill() {
    DiskImage image = new DiskImage();
    copy("", image);
    return image;
  }

  private void copy(String directory, DiskImage image) {
    for (String name : names(directory).keySet()) {
      String path = child(directory, name);
      if (Files.isDirectory(root.resolve(path))) {
        image.addDirectory(path);
        copy(path, image);
      } else {
        image.addFile(path, read(path));
      }
    }
  }

  private void survive(
      String directory, Luck luck, boolean flip, DiskImage image, DiskImage unflipped) {
    Map<String, Object> before = forcedNames.getOrDefault(directory, Map.of());
    Map<String, Object> now = names(directory);
    TreeSet<String> all = new TreeSet<>(before.keySet());
    all.addAll(now.keySet());
    for (String name : all) {
      boolean current = Objects.equals(now.get(name), before.get(name)) || isKept(luck);
      Object inode = current ? now.get(name) : before.get(name);
      String path = child(directory, name);
      if (inode == null) {
        trace.step("no name on disk for " + path);
      } else if (current ? Files.isDirectory(root.resolve(path)) : forcedNames.containsKey(path)) {
        image.addDirectory(path);
        unflipped.addDirectory(path);
        survive(path, luck, flip, image, unflipped);
      } else if (!current) {
        // replaced or removed, and the directory was not forced since: as it was
        FileImage old = forced.getOrDefault(inode, FileImage.EMPTY);
        image.addFile(path, old);
        unflipped.addFile(path, old);
      } else if (name.equals("lock") || name.endsWith(".cq4t")) {
        // holds process ids and times of no consequence: not for the seed to choose by
        image.addFile(path, read(path));
        unflipped.addFile(path, read(path));
      } else {
        FileImage old = forced.getOrDefault(inode, FileImage.EMPTY);
        FileImage mixed = mix(path, old, read(path), luck);
        unflipped.addFile(path, mixed);
        image.addFile(path, flip ? flip(path, old, mixed) : mixed);
      }
    }
  }

  private boolean isKept(Luck luck) {
    return luck == Luck.ALL_KEPT || luck == Luck.BY_PAGE && random.nextBoolean();
  }

  private FileImage mix(String path, FileImage old, FileImage written, Luck luck) {
    if (luck == Luck.ALL_KEPT) {
      return written;
    }
    if (luck == Luck.ALL_LOST) {
      return old;
    }
    int used = Math.max(old.bytes().length, written.bytes().length);
    byte[] before = Arrays.copyOf(old.bytes(), used);
    byte[] after = Arrays.copyOf(written.bytes(), used);
    byte[] mixed = before.clone();
    int end = old.size();
    StringBuilder fate = new StringBuilder();
    for (int from = 0; from < used; from += PAGE_BYTES) {
      int to = Math.min(used, from + PAGE_BYTES);
      if (Arrays.equals(before, from, to, after, from, to)) {
        continue;
      }
      int border =
          switch (random.nextInt(5)) {
            case 0, 1 -> 0;
            case 2, 3 -> PAGE_BYTES;
            default -> SECTOR_BYTES * (1 + random.nextInt(PAGE_BYTES / SECTOR_BYTES - 1));
          };
      int kept = Math.min(to, from + border);
      System.arraycopy(after, from, mixed, from, kept - from);
      if (border > 0) {
        end = Math.max(end, Math.min(written.size(), from + PAGE_BYTES));
      }
      fate.append(' ').append(from / PAGE_BYTES).append(':').append(border);
    }
    if (fate.length() > 0) {
      trace.step("of " + path + " kept, by page:" + fate);
    }
    int size = random.nextBoolean() ? Math.max(old.size(), written.size()) : end;
    FileImage image = FileImage.of(mixed);
    return new FileImage(image.bytes(), Math.max(size, image.bytes().length));
  }

  /** Flips a bit that the last force did not know. */
  private FileImage flip(String path, FileImage old, FileImage mixed) {
    byte[] before = Arrays.copyOf(old.bytes(), mixed.bytes().length);
    int first = Arrays.mismatch(before, mixed.bytes());
    if (first < 0) {
      return mixed;
    }
    int at = first + random.nextInt(mixed.bytes().length - first);
    if (before[at] == mixed.bytes()[at]) {
      at = first;
    }
    int bit = random.nextInt(Byte.SIZE);
    flipped = true;
    trace.step("flipped bit " + bit + " of byte " + at + " in " + path);
    return mixed.withFlippedBit(at, bit);
  }

  private Map<String, Object> names(String directory) {
    Map<String, Object> names = new TreeMap<>();
    if (Files.notExists(root.resolve(directory))) {
      return names;
    }
    try (Stream<Path> entries = Files.list(root.resolve(directory))) {
      for (Path entry : entries.toList()) {
        names.put(entry.getFileName().toString(), inode(entry));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  private static Object inode(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private FileImage read(String path) {
    try {
      return FileImage.read(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String child(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }
}
