package io.ringfold.replaytool;

import io.ringfold.engine.DataDirectory;
import io.ringfold.journal.ChainHead;
import io.ringfold.journal.JournalReplica;
import io.ringfold.journal.JournalVerification;
import io.ringfold.snapshots.SnapshotException;
import io.ringfold.snapshots.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A backup: a data directory with one file more, {@code backup}, that says whose it is and how far
 * it came. While it is written the mark of a data directory is missing, so that nothing takes it
 * for whole.
 *
 * <p>A directory that is being restored has a file {@code restoring} with the same first line and
 * the head of the backup that it is restored from, until it is whole; no mark either.
 *
 * <pre>
 *   backup/
 *     backup       "ringfold backup, format 1", then "incomplete" or "complete &lt;head&gt;"
 *     ringfold     as in every data directory; put there last
 *     journal/  snapshots/
 * </pre>
 */
final class Backup {

  private static final String LABEL = "backup";
  private static final String RESTORING = "restoring";
  private static final String FORMAT = "ringfold backup, format 1";
  private static final String INCOMPLETE = "incomplete";
  private static final String COMPLETE = "complete ";

  private Backup() {}

  /** Makes a directory a backup that is being written, or refuses it. */
  static void begin(Path backup) throws IOException {
    if (Files.exists(backup.resolve(LABEL))) {
      requireFormat(backup.resolve(LABEL));
      if (DataDirectory.inUse(backup)) {
        throw new ToolException(
            backup.toAbsolutePath() + " is in use by a server: back up to another directory");
      }
    } else {
      requireNoOther(backup, Set.of(LABEL + ".tmp"), "a backup goes to");
      Files.createDirectories(backup);
    }
    label(backup, LABEL, INCOMPLETE);
    DataDirectory.unmark(backup);
  }

  /** The last step: from now on it can be restored. */
  static void complete(Path backup, ChainHead head) throws IOException {
    label(backup, LABEL, COMPLETE + head);
    DataDirectory.mark(backup);
  }

  /**
   * Makes a new or empty directory one that is being restored; or goes on with one whose restore
   * from the same backup was cut, or refuses it.
   *
   * @param head that the backup ends with
   * @return false where only the last step is missing: a server may be at work on it already
   */
  static boolean beginRestore(Path directory, ChainHead head) throws IOException {
    Path label = directory.resolve(RESTORING);
    if (!Files.exists(label)) {
      requireNoOther(directory, Set.of(RESTORING + ".tmp"), "a backup is restored into");
      Files.createDirectories(directory);
      label(directory, RESTORING, head.toString());
      return true;
    }
    String from = requireFormat(label);
    if (!from.equals(head.toString())) {
      throw new ToolException(
          directory.toAbsolutePath()
              + " holds part of another backup, with the head "
              + from
              + ", this one has "
              + head
              + ": restore that one, or name another directory; nothing was changed");
    }
    return !DataDirectory.isMarked(directory);
  }

  /** The last step: from now on a server can start on it. */
  static void completeRestore(Path directory) throws IOException {
    if (!DataDirectory.isMarked(directory)) {
      DataDirectory.mark(directory);
    }
    Files.delete(directory.resolve(RESTORING));
    force(directory);
  }

  /**
   * The head of the chain that a complete backup ends with.
   *
   * @throws ToolException where it is none
   */
  static ChainHead requireComplete(Path backup) throws IOException {
    if (!Files.exists(backup.resolve(LABEL))) {
      throw new ToolException(
          backup.toAbsolutePath() + " is no backup: it has no file named " + LABEL);
    }
    String state = requireFormat(backup.resolve(LABEL));
    if (!state.startsWith(COMPLETE)) {
      throw new ToolException(
          backup.toAbsolutePath()
              + " is incomplete: run 'ringfold replay-tool backup "
              + backup
              + "' again, it goes on where it was cut; or take an older backup");
    }
    return ChainHead.parse(state.substring(COMPLETE.length()));
  }

  private static String requireFormat(Path label) throws IOException {
    List<String> lines = Files.readAllLines(label);
    if (lines.size() != 2 || !lines.get(0).equals(FORMAT)) {
      throw new ToolException(
          label.toAbsolutePath() + " is not that of a ringfold backup: " + lines);
    }
    return lines.get(1);
  }

  /** Refuses a directory that holds anything but what a cut beginning may have left. */
  private static void requireNoOther(Path directory, Set<String> left, String purpose)
      throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (Files.isDirectory(directory)) {
      try (Stream<Path> entries = Files.list(directory)) {
        Optional<Path> entry =
            entries
                .filter(each -> !left.contains(each.getFileName().toString()))
                .sorted()
                .findFirst();
        if (entry.isEmpty()) {
          return;
        }
        throw new ToolException(
            directory.toAbsolutePath()
                + " holds "
                + entry.get().getFileName()
                + ": "
                + purpose
                + " an empty or a new directory; nothing was changed");
      }
    }
    throw new ToolException(directory.toAbsolutePath() + " is not a directory");
  }

  /**
   * Copies a data directory, snapshots first: so the journal, copied later, reaches beyond each.
   *
   * @return the head of the chain that the copy ends with, verified by reading it back
   */
  static ChainHead copy(Path from, Path to, Console console, List<String> notes)
      throws IOException {
    copySnapshots(from, to, notes);
    Path journal = DataDirectory.journal(to);
    ChainHead head;
    try (Progress progress = new Progress(console, "copy")) {
      head =
          JournalReplica.copy(
              DataDirectory.journal(from), journal, Integer.MAX_VALUE, progress::at);
    }
    force(to);
    verify(List.of(journal), head, console);
    return head;
  }

  /** Reads a copied journal from its first byte to its last. */
  static void verify(List<Path> journals, ChainHead head, Console console) {
    try (Progress progress = new Progress(console, "verify")) {
      JournalVerification.Result result =
          JournalVerification.run(journals, false, Optional.of(head), progress::at);
      if (!result.damages().isEmpty() || result.tornTail().isPresent()) {
        throw new ToolException(
            "the copy was read back and is not whole: "
                + result.damages()
                + result.tornTail().orElse("")
                + ". Look after that disk, and copy to another");
      }
    }
  }

  private static void copySnapshots(Path from, Path to, List<String> notes) throws IOException {
    Path target = DataDirectory.snapshots(to);
    Files.createDirectories(target);
    Map<Long, Path> snapshots = SnapshotStore.files(DataDirectory.snapshots(from));
    for (Path snapshot : new ArrayList<>(snapshots.values())) {
      try {
        SnapshotStore.check(snapshot);
      } catch (SnapshotException e) {
        notes.add("snapshot " + snapshot + " is left out: " + e.getMessage());
        continue;
      }
      Path copy = target.resolve(snapshot.getFileName());
      if (!Files.exists(copy) || Files.mismatch(snapshot, copy) >= 0) {
        Path temporary = target.resolve(snapshot.getFileName() + ".tmp");
        Files.copy(snapshot, temporary, StandardCopyOption.REPLACE_EXISTING);
        force(temporary);
        SnapshotStore.check(temporary);
        Files.move(
            temporary, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    force(target);
  }

  private static void label(Path directory, String name, String state) throws IOException {
    Path temporary = directory.resolve(name + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(
          ByteBuffer.wrap((FORMAT + "\n" + state + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(
        temporary,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force(directory);
  }

  /** A file, or a directory's entries. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
