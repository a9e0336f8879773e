package io.ringfold.engine;

import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.snapshots.Snapshot;
import io.ringfold.snapshots.SnapshotException;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks every snapshot of a data directory: its bytes by their checksum, and its state and its
 * read models against those of a replay, one replay for all of them. Takes no lock and changes
 * nothing.
 */
public final class SnapshotVerification {

  /** What was found of a snapshot. */
  public enum Verdict {
    /** Whole, and of the state that a replay comes to. */
    RIGHT,
    /** Whole; its state could not be compared. */
    WHOLE,
    /** Not to be used. */
    WRONG
  }

  /**
   * One snapshot.
   *
   * @param detail why it is not {@link Verdict#RIGHT}; empty where it is
   */
  public record Finding(Path file, long sequence, Verdict verdict, String detail) {}

  private final Domains domains;
  private final int dedupWindow;
  private final SnapshotStore store;
  private final List<Path> journals;
  private final long lastSequence;
  private final Recovery.Progress progress;
  private Model replayed;

  private SnapshotVerification(
      Path dataDirectory,
      List<Path> archives,
      Domains domains,
      int dedupWindow,
      long lastSequence,
      Recovery.Progress progress) {
    this.domains = domains;
    this.dedupWindow = dedupWindow;
    this.store = ModelImage.store(DataDirectory.snapshots(dataDirectory), domains);
    this.journals = Recovery.journals(dataDirectory, archives);
    this.lastSequence = lastSequence;
    this.progress = progress;
  }

  /**
   * Checks the bytes alone; needs no domains.
   *
   * @return oldest first; none of them {@link Verdict#RIGHT}
   */
  public static List<Finding> bytes(Path dataDirectory) {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(SnapshotStore.files(DataDirectory.snapshots(dataDirectory)))
        .forEach(
            (sequence, file) -> {
              try {
                SnapshotStore.check(file);
                findings.add(
                    new Finding(file, sequence, Verdict.WHOLE, "its state was not compared"));
              } catch (SnapshotException e) {
                findings.add(new Finding(file, sequence, Verdict.WRONG, e.getMessage()));
              }
            });
    return findings;
  }

  /**
   * Checks all of it.
   *
   * @param firstSequence that the journal begins with; where that is not 1, the replay begins with
   *     the first snapshot that reaches back to it, and that one is taken as it is
   * @param lastSequence that the journal ends with
   * @return oldest first
   * @throws EngineException where the journal cannot be replayed
   */
  public static List<Finding> states(
      Path dataDirectory,
      List<Path> archives,
      Domains domains,
      int dedupWindow,
      long firstSequence,
      long lastSequence,
      Recovery.Progress progress) {
    SnapshotVerification verification =
        new SnapshotVerification(
            dataDirectory, archives, domains, dedupWindow, lastSequence, progress);
    if (firstSequence == 1) {
      verification.replayed = new Model(domains, dedupWindow);
    }
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : bytes(dataDirectory)) {
      boolean compared =
          finding.verdict() == Verdict.WHOLE && finding.sequence() >= firstSequence - 1;
      findings.add(compared ? verification.compare(finding) : finding);
    }
    return findings;
  }

  private Finding compare(Finding finding) {
    long sequence = finding.sequence();
    if (sequence > lastSequence) {
      return wrong(finding, "the journal ends before it, at sequence " + lastSequence);
    }
    Model loaded = new Model(domains, dedupWindow);
    SnapshotInfo info;
    List<String> missing;
    try {
      Snapshot snapshot = store.read(finding.file());
      if (ModelImage.fill(snapshot, loaded).isEmpty()) {
        return whole(finding, "it holds other parts than these domains have; a start replays");
      }
      info = snapshot.info();
      missing = ModelImage.missing(snapshot, domains);
    } catch (SnapshotException e) {
      return whole(finding, e.getMessage() + "; a start passes it over");
    }
    String stateHash = loaded.stateHash();
    if (!stateHash.equals(info.stateHash())) {
      return wrong(
          finding, "its state has the hash " + stateHash + ", its header says " + info.stateHash());
    }
    if (replayed == null) {
      replayed = loaded;
      return whole(finding, "the records before it are in an archive: taken as it is");
    }
    Recovery.replay(journals, replayed, sequence, progress);
    String expected = replayed.stateHash();
    if (!stateHash.equals(expected)) {
      return wrong(finding, "its state has the hash " + stateHash + ", a replay's is " + expected);
    }
    Finding compared = compareReadModels(finding, loaded);
    return compared.verdict() != Verdict.RIGHT || missing.isEmpty()
        ? compared
        // the records before it must not be archived on the strength of it
        : whole(
            finding,
            "its state is a replay's; a start fills "
                + String.join(", ", missing)
                + " from the first record, as it does not hold them");
  }

  /** A start goes on from the read models as well, and queries are answered from them. */
  private Finding compareReadModels(Finding finding, Model loaded) {
    for (Map.Entry<String, Object> each : loaded.readModels().entrySet()) {
      Object expected = replayed.readModels().get(each.getKey());
      if (each.getValue() == null || expected == null) {
        continue; // not held by this one, or not by the one that the replay began with
      }
      try {
        if (!Arrays.equals(Values.hash(each.getValue()), Values.hash(expected))) {
          return wrong(
              finding,
              "its projection "
                  + each.getKey()
                  + " is not that of a replay: it was changed, or the code that folds it was since");
        }
      } catch (IllegalArgumentException e) {
        return whole(
            finding, "its projection " + each.getKey() + " cannot be compared: " + e.getMessage());
      }
    }
    return new Finding(finding.file(), finding.sequence(), Verdict.RIGHT, "");
  }

  private static Finding whole(Finding finding, String detail) {
    return new Finding(finding.file(), finding.sequence(), Verdict.WHOLE, detail);
  }

  private static Finding wrong(Finding finding, String detail) {
    return new Finding(finding.file(), finding.sequence(), Verdict.WRONG, detail);
  }
}
