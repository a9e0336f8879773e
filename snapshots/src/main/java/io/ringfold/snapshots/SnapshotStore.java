package io.ringfold.snapshots;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State images in a directory, one file each, named by the sequence that they stand for.
 *
 * <p>A write goes to a temporary file, is forced, renamed and the directory forced: under its final
 * name a snapshot is whole. Any thread; one write at a time, others wait.
 *
 * <p>No snapshot is ever deleted here, not even a damaged one. Files that are no snapshots are left
 * alone, with a warning.
 */
public final class SnapshotStore {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);

  private static final Pattern NAME = Pattern.compile("snapshot-(\\d{20})\\.ringfold");
  private static final Pattern TEMPORARY_NAME = Pattern.compile(NAME.pattern() + "\\.tmp");
  private static final int MAX_STATE_HASH_BYTES = 64;

  private final Path directory;
  private final SnapshotTypes types;
  private final Forcer forcer;
  private boolean prepared;

  /**
   * A store on a directory. Nothing on disk changes before the first {@link #write}: so a store may
   * read beside another one that writes, in this process or in another.
   *
   * @param directory may be missing; the first write makes it
   * @param types what may stand in a snapshot; and with which shape
   */
  public SnapshotStore(Path directory, SnapshotTypes types) {
    this(directory, types, Forcer.DISK);
  }

  /** The same with another way to the disk, for the simulation. */
  public SnapshotStore(Path directory, SnapshotTypes types, Forcer forcer) {
    this.directory = Objects.requireNonNull(directory, "directory");
    this.types = Objects.requireNonNull(types, "types");
    this.forcer = Objects.requireNonNull(forcer, "forcer");
  }

  /** Where the snapshots stand. */
  public Path directory() {
    return directory;
  }

  /**
   * Writes an image. One of the same sequence is replaced, at once and as a whole. The first write
   * of a store also removes what a write that was cut short by a crash has left behind; so stores
   * of one directory must not write at the same time.
   *
   * @param sequence the last one that the image reflects
   * @param timeMicros of that record, since the epoch
   * @param stateHash of the image's state, kept in the header
   * @param parts the objects of the image by name, in order; their graphs are not changed meanwhile
   * @throws SnapshotException where it could not be written; what stood under its final name before
   *     still does, unless only forcing the directory failed
   */
  public SnapshotInfo write(
      long sequence, long timeMicros, byte[] stateHash, Map<String, Object> parts) {
    return write(sequence, timeMicros, stateHash, parts, Map.of());
  }

  /**
   * The same with values beside the parts. Each stands for itself: it shares no mutable object with
   * anything else, and where its classes change the rest can still be read.
   *
   * @param values by name, in order
   */
  public synchronized SnapshotInfo write(
      long sequence,
      long timeMicros,
      byte[] stateHash,
      Map<String, Object> parts,
      Map<String, Object> values) {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence=" + sequence + ", must be 0 or more");
    }
    if (stateHash.length > MAX_STATE_HASH_BYTES) {
      throw new IllegalArgumentException(
          "a state hash of " + stateHash.length + " bytes, at most " + MAX_STATE_HASH_BYTES);
    }
    SnapshotHeader header =
        new SnapshotHeader(
            sequence,
            timeMicros,
            types.fingerprint(),
            stateHash.clone(),
            List.copyOf(parts.keySet()),
            List.copyOf(values.keySet()),
            0,
            0);
    if (header.headerBytes() > SnapshotHeader.MAX_BYTES) {
      throw new IllegalArgumentException(
          "the names of "
              + (parts.size() + values.size())
              + " parts and values are longer than "
              + SnapshotHeader.MAX_BYTES);
    }
    Path file = directory.resolve(String.format("snapshot-%020d.ringfold", sequence));
    Path temporary = directory.resolve(file.getFileName() + ".tmp");
    try {
      prepare();
      long bytes =
          SnapshotFile.write(temporary, header, types, parts.values(), values.values(), forcer);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory();
      return new SnapshotInfo(
          sequence, timeMicros, HexFormat.of().formatHex(stateHash), header.shape(), bytes, file);
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw failed(temporary, file, e);
    }
  }

  private void prepare() throws IOException {
    if (prepared) {
      return;
    }
    Files.createDirectories(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (TEMPORARY_NAME.matcher(file.getFileName().toString()).matches()) {
          Files.delete(file);
          LOG.info("removed {}, the rest of a write that was cut short", file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    prepared = true;
  }

  /**
   * The newest image that stands for no more than {@code upToSequence} and can be read: right
   * format, whole, and its parts of classes that are what they were. What is passed over on the way
   * is logged as a warning with its name and the reason.
   *
   * @throws SnapshotException where the directory itself cannot be read
   */
  public Optional<Snapshot> newestValid(long upToSequence) {
    return newestValid(upToSequence, 1);
  }

  /**
   * The same with more threads than the caller's, while it lasts.
   *
   * @param threads so many sections (all parts are one, each value is one) are read at the same
   *     time, or fewer
   */
  public Optional<Snapshot> newestValid(long upToSequence, int threads) {
    return newestValid(upToSequence, name -> true, threads);
  }

  /**
   * The same with some of the values.
   *
   * @param wanted by name; the others are neither among the values nor among the unreadable ones
   */
  public Optional<Snapshot> newestValid(long upToSequence, Predicate<String> wanted, int threads) {
    for (Map.Entry<Long, Path> each : newestFirst(directory).entrySet()) {
      if (each.getKey() > upToSequence) {
        continue;
      }
      try {
        Snapshot snapshot = SnapshotFile.read(each.getValue(), types, true, wanted, threads);
        checkName(each.getKey(), snapshot.info());
        return Optional.of(snapshot);
      } catch (IOException | SnapshotException e) {
        passOver(each.getValue(), e);
      }
    }
    return Optional.empty();
  }

  /**
   * What stands in the directory, newest first, from the headers alone; needs no types. That a
   * snapshot stands here does not say that its body is whole.
   *
   * @return empty where there is no such directory
   * @throws SnapshotException where the directory itself cannot be read
   */
  public static List<SnapshotInfo> list(Path directory) {
    List<SnapshotInfo> found = new ArrayList<>();
    newestFirst(directory)
        .forEach(
            (sequence, file) -> {
              try {
                SnapshotInfo info = SnapshotFile.readInfo(file);
                checkName(sequence, info);
                found.add(info);
              } catch (IOException | SnapshotException e) {
                passOver(file, e);
              }
            });
    return List.copyOf(found);
  }

  /**
   * One image.
   *
   * @throws SnapshotException where it is damaged, or the classes of its parts have changed
   */
  public Snapshot read(Path file) {
    return read(file, true, name -> true);
  }

  /**
   * Some values of an image, and none of its parts: these are not even read, and may be of classes
   * that have changed.
   *
   * @param wanted by name; the others are neither among the values nor among the unreadable ones
   * @throws SnapshotException where it is damaged
   */
  public Snapshot readValues(Path file, Predicate<String> wanted) {
    return read(file, false, wanted);
  }

  private Snapshot read(Path file, boolean withParts, Predicate<String> values) {
    try {
      return SnapshotFile.read(file, types, withParts, values, 1);
    } catch (IOException e) {
      throw new SnapshotException("it cannot be read: " + e, e);
    }
  }

  /** The files that are named as snapshots are, whole or not, by sequence, newest first. */
  public static Map<Long, Path> files(Path directory) {
    return newestFirst(directory);
  }

  /**
   * Checks that a file is a whole snapshot, of the sequence in its name; needs no types.
   *
   * @throws SnapshotException where it is not
   */
  public static SnapshotInfo check(Path file) {
    try {
      SnapshotInfo info = SnapshotFile.check(file);
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches()) {
        checkName(Long.parseLong(name.group(1)), info);
      }
      return info;
    } catch (IOException e) {
      throw new SnapshotException("it cannot be read: " + e, e);
    }
  }

  private static Map<Long, Path> newestFirst(Path directory) {
    Map<Long, Path> found = new TreeMap<>(Comparator.reverseOrder());
    if (Files.notExists(directory)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches() && Files.isRegularFile(file)) {
          try {
            found.put(Long.parseLong(matcher.group(1)), file);
          } catch (NumberFormatException e) {
            LOG.warn("ignored {}: its name holds a number that is no sequence", file);
          }
        } else if (!TEMPORARY_NAME.matcher(name).matches()) {
          LOG.warn("ignored {}: it is no snapshot, move it out of this directory", file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new SnapshotException("cannot read the snapshots in " + directory + ": " + e, e);
    }
    return found;
  }

  private static void checkName(long sequence, SnapshotInfo info) {
    if (info.sequence() != sequence) {
      throw new SnapshotException("it stands for sequence " + info.sequence() + ", not its name's");
    }
  }

  private static void passOver(Path file, Exception e) {
    LOG.warn("passed over snapshot {}: {}", file, e instanceof IOException ? e : e.getMessage());
  }

  /** Makes the new name durable: a rename is a change of the directory. */
  private void forceDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      forcer.force(directory, channel);
    }
  }

  private static SnapshotException failed(Path temporary, Path file, Throwable cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    String reason = cause instanceof IOException ? cause.toString() : cause.getMessage();
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof StackOverflowError) {
        reason =
            "objects hold each other in a cycle, or in a chain too deep to follow: keep long chains"
                + " in a list";
      }
    }
    return new SnapshotException("cannot write snapshot " + file + ": " + reason, cause);
  }
}
