package io.ringfold.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The layout of a data directory, and the lock that makes this process its only writer.
 *
 * <pre>
 *   data/
 *     ringfold     says that this is a data directory, and of which format
 *     lock         locked while a server runs; holds its process id
 *     journal/     the segments: the record of everything
 *     snapshots/   state images; may be thrown away
 *     damaged/     evidence: files as they were found before a repair
 *     index/       where commands and events are found in the journal; may be thrown away
 *     tables/      the journal as tables, for SQL; may be thrown away
 *     counters     what the server that runs counts, for replay-tool stat; made anew at each start
 * </pre>
 */
public final class DataDirectory implements Closeable {
  private static final String MARKER = "ringfold";
  private static final String UNFINISHED_MARKER = "ringfold.unfinished";
  private static final String FORMAT = "ringfold data directory, format 1\n";

  private final Path root;
  private final FileChannel lockChannel;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel lockChannel, FileLock lock) {
    this.root = root;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /**
   * Makes the directory where it is missing or empty, and locks it: for a server, and for a tool
   * that changes what a server could be using.
   *
   * @throws EngineException where it is in use, is something else, or cannot be written
   */
  public static DataDirectory lock(Path root) {
    return lock(root, Disk.REAL);
  }

  /** The same, on another disk. */
  static DataDirectory lock(Path root, Disk disk) {
    FileChannel channel = null;
    try {
      Files.createDirectories(root);
      requireOurs(root);
      channel =
          FileChannel.open(
              root.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = read(channel);
        channel.close();
        throw new EngineException(
            "data directory "
                + root.toAbsolutePath()
                + " is in use by another server"
                + (holder.isBlank() ? "" : ", process " + holder.strip())
                + ": stop that one, or choose another directory with --data");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
          0);
      make(root, disk);
      return new DataDirectory(root, channel, lock);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new EngineException(
          "data directory "
              + root.toAbsolutePath()
              + " cannot be used: "
              + e
              + ": make it a directory that this user may write, or choose another with --data",
          e);
    } catch (EngineException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /**
   * Checks that a directory is a data directory, for those who only read it.
   *
   * @throws EngineException where it is not
   */
  public static void require(Path root) {
    try {
      if (!Files.isDirectory(root)) {
        throw new EngineException(
            root.toAbsolutePath() + " is not a directory: name a data directory with --data");
      }
      if (!Files.exists(root.resolve(MARKER))) {
        throw notOurs(root, "it has no file named " + MARKER);
      }
      requireOurs(root);
    } catch (IOException e) {
      throw new EngineException(root.toAbsolutePath() + " cannot be read: " + e, e);
    }
  }

  /** Whether a server is at work on a data directory at this moment. */
  public static boolean inUse(Path root) {
    try (FileChannel channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.READ);
        FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      throw new EngineException(
          "the lock of " + root.toAbsolutePath() + " cannot be read: " + e, e);
    }
  }

  /**
   * Says of a directory that it is a data directory, durably: the last step of making one by
   * copying.
   */
  public static void mark(Path root) throws IOException {
    mark(root, Disk.REAL);
  }

  /** Under its name the marker is whole, whenever the power is cut: forced first, then renamed. */
  private static void mark(Path root, Disk disk) throws IOException {
    Path unfinished = root.resolve(UNFINISHED_MARKER);
    Files.writeString(unfinished, FORMAT);
    force(unfinished, disk);
    Files.move(
        unfinished,
        root.resolve(MARKER),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force(root, disk);
  }

  /** Whether a directory says so of itself; not whether that is of a format that is known. */
  public static boolean isMarked(Path root) {
    return Files.exists(root.resolve(MARKER));
  }

  /** Takes that back: what is in the directory is being changed. */
  public static void unmark(Path root) throws IOException {
    Files.deleteIfExists(root.resolve(MARKER));
    force(root, Disk.REAL);
  }

  /** Where the segments are. */
  public static Path journal(Path root) {
    return root.resolve("journal");
  }

  /** Where the snapshots are. */
  public static Path snapshots(Path root) {
    return root.resolve("snapshots");
  }

  /** Where evidence is kept. */
  public static Path damaged(Path root) {
    return root.resolve("damaged");
  }

  /** Where the index of the journal is, if one is kept. */
  public static Path index(Path root) {
    return root.resolve("index");
  }

  /** Where a running server's counters are. */
  public static Path counters(Path root) {
    return root.resolve("counters");
  }

  /** Where the tables for SQL are, if they were ever asked. */
  public static Path tables(Path root) {
    return root.resolve("tables");
  }

  Path root() {
    return root;
  }

  /** Gives up the lock. */
  @Override
  public void close() {
    try {
      lock.release();
      lockChannel.close();
    } catch (IOException e) {
      throw new EngineException("lock of " + root + " could not be released: " + e, e);
    }
  }

  /** The marker is on disk before anything else is: nothing may outlive what says whose it is. */
  private static void make(Path root, Disk disk) throws IOException {
    if (Files.notExists(root.resolve(MARKER))) {
      mark(root, disk);
    }
    for (Path part : List.of(journal(root), snapshots(root), damaged(root))) {
      Files.createDirectories(part);
    }
    force(root, disk);
    Path parent = root.toAbsolutePath().getParent();
    if (parent != null) {
      force(parent, disk);
    }
  }

  private static void force(Path fileOrDirectory, Disk disk) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      disk.force(fileOrDirectory, channel, true);
    }
  }

  private static void requireOurs(Path root) throws IOException {
    try {
      String format = Files.readString(root.resolve(MARKER));
      if (!format.equals(FORMAT)) {
        throw notOurs(
            root,
            "its file "
                + MARKER
                + " says \""
                + format.strip()
                + "\", not \""
                + FORMAT.strip()
                + "\"");
      }
    } catch (NoSuchFileException e) {
      requireEmpty(root);
    }
  }

  /** A crash while it is made leaves the lock, an unfinished marker, or nothing. */
  private static void requireEmpty(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      List<Path> others =
          entries
              .filter(
                  entry ->
                      !List.of("lock", UNFINISHED_MARKER).contains(entry.getFileName().toString()))
              .sorted()
              .toList();
      if (!others.isEmpty()) {
        throw notOurs(root, "it holds " + others.get(0).getFileName());
      }
    }
  }

  private static EngineException notOurs(Path root, String why) {
    return new EngineException(
        root.toAbsolutePath()
            + " is not a Ringfold data directory: "
            + why
            + ". Name an empty or a new directory with --data; nothing was changed here");
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // this very process holds it
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // the first error is the one to tell
      }
    }
  }
}
