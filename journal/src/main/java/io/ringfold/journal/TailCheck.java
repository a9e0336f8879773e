package io.ringfold.journal;

import io.ringfold.journal.SegmentBytes.Survivor;
import java.io.IOException;

/**
 * Tells what the last segment ends with: nothing, a torn tail that may be cut, or damage that must
 * not be touched.
 *
 * <p>What can be there, and how it is told apart:
 *
 * <ul>
 *   <li>A writer that was killed leaves, behind the last whole excerpt, the bytes of the one that
 *       it was writing, without its header. They were never appended: <em>torn</em>.
 *   <li>A power cut leaves any of the pages that were not forced as they were before, so zero from
 *       some byte on: at the end, or as a hole. <em>Torn</em>, as long as nothing readable behind
 *       the hole testifies that the lost records had been forced.
 *   <li>A file that was cut short, or whose last record alone is unreadable, looks as the first two
 *       may look: <em>torn</em>.
 *   <li>Anything else with readable records behind it is <em>damage</em> of what had been
 *       acknowledged, and for somebody to decide who has a backup.
 * </ul>
 *
 * <p>What is torn by this may still have been forced: {@link JournalCheck#requireForced} asks the
 * note of that afterwards.
 */
final class TailCheck {

  private final SegmentScan scan;
  private final JournalCheck check;

  TailCheck(SegmentScan scan, JournalCheck check) {
    this.scan = scan;
    this.check = check;
  }

  /**
   * @return what is torn, for the log; null where nothing is
   * @throws JournalException where it is damage
   */
  String tear() throws IOException {
    try (SegmentBytes bytes = new SegmentBytes(scan.file())) {
      boolean lostExcerpt = scan.appenderPosition() > scan.lastExcerpt();
      if (scan.damage() == null && scan.head() != null) {
        boolean nothingBehind = scan.ended() || bytes.isZero(scan.stop(), bytes.size());
        if (nothingBehind && scan.appenderPosition() == scan.lastExcerpt()) {
          return null;
        }
        if (nothingBehind && !lostExcerpt) {
          return "the appender's position, "
              + scan.appenderPosition()
              + ", was not brought up to the last excerpt, at "
              + scan.lastExcerpt();
        }
      }
      long lost = scan.head() == null ? 1 : scan.nextSequence();
      refuseToCut(bytes, bytes.firstSurvivor(scan.stop(), lost, true));
      if (scan.damage() != null || lostExcerpt) {
        refuseToCut(bytes, bytes.firstSurvivor(scan.stop(), lost, false));
      }
      if (scan.damage() != null) {
        return scan.damage().getMessage();
      }
      if (scan.head() == null) {
        return "its head was not written to its end";
      }
      return lostExcerpt
          ? "an excerpt was appended at byte " + scan.appenderPosition() + ", it is not there"
          : "at byte " + scan.stop() + " begins an excerpt that was not written to its end";
    }
  }

  private void refuseToCut(SegmentBytes bytes, Survivor survivor) throws IOException {
    if (survivor == null) {
      return;
    }
    String readable =
        ", but sequence "
            + survivor.sequence()
            + " at byte "
            + survivor.position()
            + " is readable";
    String unreadable =
        scan.damage() != null
            ? scan.damage().getMessage()
            : scan.file()
                + " at byte "
                + scan.stop()
                + ": the record of sequence "
                + scan.nextSequence()
                + " is missing";
    if (survivor.forcedSequence() >= scan.nextSequence()) {
      throw check.refuse(
          unreadable
              + readable
              + " and tells that all up to "
              + survivor.forcedSequence()
              + " had been forced");
    }
    if (!bytes.hasZeroedPage(scan.stop(), survivor.position())) {
      throw check.refuse(unreadable + readable + ", so this is not a torn tail");
    }
  }
}
