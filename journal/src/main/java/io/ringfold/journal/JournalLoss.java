package io.ringfold.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Records at the end of a journal that had been forced and are not there any more, and the decision
 * to go on without them. Never a journal's own: only what somebody has asked for takes this way.
 *
 * @param firstSequence that the journal begins with
 * @param lastSequence of the last record that is left
 * @param forcedSequence up to where the journal had been forced
 * @param what is missing, for a person
 */
public record JournalLoss(long firstSequence, long lastSequence, long forcedSequence, String what) {

  /**
   * Looks for a loss that can be given up; changes nothing. The caller holds the lock on the data
   * directory.
   *
   * @param snapshotSequence what the newest snapshot stands for, which had been forced before it; 0
   *     for none
   * @return empty where everything is there that is known to have been forced
   * @throws JournalException where something else is damaged, which can only be restored
   */
  public static Optional<JournalLoss> find(Path journal, long snapshotSequence) {
    try {
      ForcedWatermark.Mark forced = ForcedWatermark.read(journal);
      NavigableMap<Integer, Path> files = files(journal);
      JournalCheck check = new JournalCheck(journal, files);
      SegmentScan last = check.runAll();
      // what the commit log has is no loss: the next opening brings it back
      long end = LoggedExcerpts.read(journal).reach(last);
      String tear = new TailCheck(last, check).tear();
      String missing = JournalCheck.missing(forced, segment(last), end, tear);
      if (missing == null && snapshotSequence > end) {
        missing =
            "it ends with sequence " + end + ", a snapshot stands for sequence " + snapshotSequence;
      }
      if (missing == null) {
        return Optional.empty();
      }
      long known = Math.max(snapshotSequence, forced == null ? 0 : forced.sequence());
      return Optional.of(new JournalLoss(first(files), end, known, missing));
    } catch (IOException e) {
      throw new JournalException("the journal " + journal + " cannot be read: " + e, e);
    }
  }

  /**
   * Gives up what is missing: keeps what the file {@code forced} said as evidence, and the commit
   * log, and lets the former say what is left. After that what stands behind the good part is a
   * torn tail, which the next {@link Journal#open} keeps and cuts. Cut off anywhere, it can be done
   * again.
   *
   * @return the evidence; empty where there was no such file
   */
  public static Optional<Path> accept(JournalConfig config) {
    Path journal = config.directory();
    try {
      SegmentScan last = new JournalCheck(journal, files(journal)).runAll();
      Optional<Path> evidence = keep(ForcedWatermark.file(journal), config.damagedDirectory());
      // the next opening takes from the log what goes on without a gap, and forgets the rest
      for (Path log : CommitLog.files(journal)) {
        keep(log, config.damagedDirectory());
      }
      long end = LoggedExcerpts.read(journal).reach(last);
      try (ForcedWatermark watermark = ForcedWatermark.open(journal)) {
        watermark.set(Math.max(1, segment(last)), end, Forcer.DISK);
      }
      return evidence;
    } catch (IOException e) {
      throw new JournalException("the journal " + journal + " could not be repaired: " + e, e);
    }
  }

  private static NavigableMap<Integer, Path> files(Path journal) {
    NavigableMap<Integer, Path> files = SegmentFiles.list(journal);
    if (files.isEmpty()) {
      throw new JournalException(
          "there is no segment in " + journal + ", so nothing to go on with: restore a backup");
    }
    return files;
  }

  private static long first(NavigableMap<Integer, Path> files) throws IOException {
    try (SegmentCursor first = new SegmentCursor(files.firstEntry().getValue(), files.firstKey())) {
      SegmentHead head = first.readHead();
      return head == null ? 1 : head.firstSequence();
    } catch (DamagedSegmentException e) {
      throw new JournalException(
          e.getMessage() + ", so nothing to go on with: restore a backup", e);
    }
  }

  private static int segment(SegmentScan last) {
    return last.head() == null ? last.number() - 1 : last.number();
  }

  private static Optional<Path> keep(Path file, Path directory) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Files.createDirectories(directory);
    Path evidence;
    int copy = 1;
    do {
      evidence = directory.resolve(file.getFileName() + "." + copy++);
    } while (Files.exists(evidence));
    Path temporary = directory.resolve(file.getFileName() + ".tmp");
    Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
    Forcer.DISK.force(temporary);
    Files.move(temporary, evidence, StandardCopyOption.ATOMIC_MOVE);
    Forcer.DISK.force(directory);
    return Optional.of(evidence);
  }
}
