package io.ringfold.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads every byte of a journal and checks it: checksums, dense sequences, segments in order and
 * none missing or doubled, definitions that each segment repeats as the one before had them, the
 * hash chain over all of it. Changes nothing. Goes on behind damage in the next segment, so that
 * all of it is told at once.
 */
public final class JournalVerification {

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** Called now and then, in bytes of the journal's files. */
    void at(long bytes, long target);
  }

  /**
   * What was found.
   *
   * @param forced up to where the journal's writer noted to have forced it; empty where that is not
   *     known
   * @param segments as far as each could be read
   * @param firstSequence that the journal begins with
   * @param head of the chain at the end; where damage is, of what could be read at last
   * @param tornTail what a writer that died has left behind the last record, which the next start
   *     cuts; not damage
   * @param damages none where all is well
   */
  public record Result(
      OptionalLong forced,
      List<SegmentInfo> segments,
      long firstSequence,
      ChainHead head,
      Optional<String> tornTail,
      List<JournalDamage> damages) {}

  private static final int PROGRESS_EXCERPTS = 1024;

  private final List<Path> directories;
  private final boolean live;
  private final ChainHead expected;
  private final Progress progress;

  private final List<SegmentInfo> segments = new ArrayList<>();
  private final List<JournalDamage> damages = new ArrayList<>();
  private String tornTail;
  private HashChain chain = new HashChain();
  private long nextSequence;
  private List<byte[]> definitions = List.of();
  private boolean expectedSeen;

  /** Read before the segments are: a writer at work goes on meanwhile. */
  private ForcedWatermark.Mark forced;

  /** The segment before could not be read to its end. */
  private boolean unreadable;

  private long doneBytes;
  private long targetBytes;

  private JournalVerification(
      List<Path> directories, boolean live, Optional<ChainHead> expected, Progress progress) {
    this.directories = directories;
    this.live = live;
    this.expected = expected.orElse(null);
    this.progress = progress;
  }

  /**
   * Checks a journal.
   *
   * @param directories those of archives, oldest first, then that which a server appends to
   * @param live whether a server is at work on it: what stands behind the last whole excerpt is
   *     being written then, and not looked at
   * @param expected a head that was kept elsewhere; that it is found tells that nothing up to it
   *     was changed, and nothing cut off before it
   * @throws JournalException where there is no journal, or it is another program's or format's
   */
  public static Result run(
      List<Path> directories, boolean live, Optional<ChainHead> expected, Progress progress) {
    try {
      return new JournalVerification(directories, live, expected, progress).run();
    } catch (IOException e) {
      throw new JournalException("the journal " + directories + " cannot be read: " + e, e);
    }
  }

  private Result run() throws IOException {
    // before the listing: a writer at work goes on meanwhile, also to segments that are not in it
    forced = ForcedWatermark.read(directories.get(directories.size() - 1));
    NavigableMap<Integer, Path> files = SegmentFiles.list(directories);
    if (files.isEmpty()) {
      throw new JournalException("there is no journal in " + directories + ": no segment in it");
    }
    for (Path file : files.values()) {
      targetBytes += Files.size(file);
    }
    requireNotDoubled(files);
    for (var entry : files.entrySet()) {
      segment(entry.getKey(), entry.getValue(), entry.getKey().equals(files.lastKey()));
      doneBytes += Files.size(entry.getValue());
      progress.at(doneBytes, targetBytes);
    }
    requireForced(files.lastEntry().getValue());
    long firstSequence = segments.isEmpty() ? 1 : segments.get(0).firstSequence();
    ChainHead head = chain.headAt(Math.max(0, nextSequence - 1));
    if (expected != null && !expectedSeen) {
      damages.add(notSeen(files.lastEntry().getValue(), firstSequence, head.sequence()));
    }
    return new Result(
        forced == null ? OptionalLong.empty() : OptionalLong.of(forced.sequence()),
        List.copyOf(segments),
        firstSequence,
        head,
        Optional.ofNullable(tornTail),
        List.copyOf(damages));
  }

  /** What had been forced is damage where it is missing, and no torn tail. */
  private void requireForced(Path lastFile) throws IOException {
    if (unreadable) {
      return; // told already, and to the end
    }
    long lastSequence = Math.max(0, nextSequence - 1);
    SegmentInfo last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    if (!live && forced != null && forced.sequence() > lastSequence) {
      long reach =
          LoggedExcerpts.read(lastFile.getParent())
              .reach(last == null ? 0 : last.number(), lastSequence);
      if (reach > lastSequence) {
        tornTail =
            (tornTail == null ? "its end was not forced" : tornTail)
                + "; the commit log has the sequences "
                + (lastSequence + 1)
                + " to "
                + reach
                + ", and the next start brings them back";
        lastSequence = reach;
      }
    }
    String missing =
        JournalCheck.missing(forced, last == null ? 0 : last.number(), lastSequence, tornTail);
    if (missing != null) {
      damages.add(
          new JournalDamage(
              lastFile,
              last == null || !last.file().equals(lastFile) ? -1 : last.bytes(),
              lastSequence + 1,
              forced.sequence(),
              "the journal is not whole: " + missing));
      tornTail = null;
    }
  }

  /** Where an archiving was cut, a segment stands in two directories; then it is the same twice. */
  private void requireNotDoubled(NavigableMap<Integer, Path> files) throws IOException {
    for (Path directory : directories) {
      for (var entry : SegmentFiles.list(directory).entrySet()) {
        Path taken = files.get(entry.getKey());
        Path other = entry.getValue();
        if (taken != null // and not begun since
            && !taken.equals(other)
            && !SegmentScan.of(taken, entry.getKey(), 1)
                .endsAs(SegmentScan.of(other, entry.getKey(), 1))) {
          damages.add(
              new JournalDamage(
                  other, -1, 1, 0, other + " differs from " + taken + ", the same segment"));
        }
      }
    }
  }

  private void segment(int number, Path file, boolean last) throws IOException {
    try (ChainWalk walk = new ChainWalk(file, number)) {
      SegmentHead head = null;
      try {
        head = walk.begin();
        if (head == null) {
          if (last) {
            checkEnd(number, file, true, null);
          } else {
            damage(file, 0, file + " has no head");
          }
          return;
        }
        compare(number, file, head);
        int excerpts = 0;
        do {
          chain = walk.chain();
          nextSequence = walk.nextSequence();
          lookAtHead();
          if (++excerpts % PROGRESS_EXCERPTS == 0) {
            progress.at(doneBytes + walk.position(), targetBytes);
          }
        } while (walk.next());
        checkEnd(number, file, last, null);
      } catch (DamagedSegmentException e) {
        nextSequence = head == null ? nextSequence : walk.nextSequence();
        checkEnd(number, file, last, e);
      } catch (JournalException e) {
        // whole, and yet not what belongs there
        nextSequence = head == null ? nextSequence : walk.nextSequence();
        damage(file, -1, e.getMessage());
      }
      if (head != null) {
        segments.add(
            new SegmentInfo(number, file, head.firstSequence(), nextSequence - 1, walk.position()));
      }
    }
  }

  /** What the head of a segment says against what the segment before came to. */
  private void compare(int number, Path file, SegmentHead head) {
    long begins = head.firstSequence();
    if (unreadable) {
      // the segment before could not be read to its end: this tells where that was
      JournalDamage open = damages.remove(damages.size() - 1);
      damages.add(
          new JournalDamage(
              open.file(), open.position(), open.firstSequence(), begins - 1, open.what()));
      unreadable = false;
    } else if (segments.isEmpty()) {
      if (number == 1 && !(begins == 1 && head.chainBefore().equals(new HashChain()))) {
        damages.add(new JournalDamage(file, 0, 1, begins - 1, file + " is not a first segment"));
      }
      chain = head.chainBefore();
      nextSequence = begins;
      lookAtHead();
    } else if (begins != nextSequence) {
      damages.add(
          new JournalDamage(
              file,
              0,
              nextSequence,
              begins - 1,
              file + " begins with sequence " + begins + " where " + nextSequence + " belongs"));
    } else if (!head.chainBefore().equals(chain)) {
      damages.add(
          new JournalDamage(
              file,
              0,
              1,
              0,
              file
                  + " does not continue the chain of the segment before: one of the two was changed,"
                  + " or is of another journal"));
    }
    List<byte[]> common =
        head.definitions().subList(0, Math.min(definitions.size(), head.definitions().size()));
    if (!Arrays.deepEquals(common.toArray(), definitions.toArray())) {
      damages.add(
          new JournalDamage(
              file, 0, 1, 0, file + " repeats definitions otherwise than the segment before"));
    }
    definitions = head.definitions();
  }

  /**
   * What stands behind the last excerpt that is whole.
   *
   * @param found what stopped the walk; null where it came to the end
   */
  private void checkEnd(int number, Path file, boolean last, DamagedSegmentException found)
      throws IOException {
    if (last && !live && !(found instanceof BrokenChainException)) {
      SegmentScan scan = SegmentScan.of(file, number, Math.max(nextSequence, 1));
      JournalCheck check = new JournalCheck(file.getParent(), SegmentFiles.list(file.getParent()));
      try {
        String tear = new TailCheck(scan, check).tear();
        if (tear != null && (found == null || found.position() >= scan.goodEnd())) {
          tornTail = tear;
          if (scan.head() != null) {
            // the records of the torn excerpt that will be kept
            chain = scan.chain();
            nextSequence = scan.nextSequence();
            lookAtHead();
          }
          return;
        }
      } catch (JournalException e) {
        damage(file, scan.stop(), e.getMessage());
        return;
      }
    }
    if (found != null) {
      damage(file, found.position(), found.getMessage());
    }
  }

  private void damage(Path file, long position, String what) {
    damages.add(new JournalDamage(file, position, Math.max(nextSequence, 1), Long.MAX_VALUE, what));
    unreadable = true;
  }

  private void lookAtHead() {
    if (expected != null
        && expected.sequence() == nextSequence - 1
        && expected.equals(chain.headAt(nextSequence - 1))) {
      expectedSeen = true;
    }
  }

  private JournalDamage notSeen(Path file, long firstSequence, long lastSequence) {
    String what;
    if (expected.sequence() > lastSequence) {
      what =
          "the journal ends with sequence "
              + lastSequence
              + ", the head that was kept is of "
              + expected.sequence()
              + ": its end was cut off, or an older copy stands here";
    } else if (expected.sequence() < firstSequence - 1) {
      what =
          "the journal begins with sequence "
              + firstSequence
              + ", the head that was kept is of "
              + expected.sequence()
              + ": name the archive that holds it, too";
    } else {
      what =
          "no batch that ends with sequence "
              + expected.sequence()
              + " has the hash "
              + expected.hash()
              + ": something up to it was changed since that head was kept";
    }
    return new JournalDamage(file, -1, 1, expected.sequence(), what);
  }
}
