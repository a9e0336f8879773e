package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import io.ringfold.engine.TimeLookup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Between which records, by sequence, by time or by both. */
final class RangeOptions {

  /**
   * The first and the last sequence that are asked for, both included; none where the first is the
   * greater.
   */
  record Range(long first, long last) {

    /** Where damage hides the end of the journal. */
    static final long NO_END = Long.MAX_VALUE;
  }

  @Option(
      names = "--from",
      paramLabel = "<seq>",
      description = "The first sequence to look at; that of the first record unless given.")
  private Long from;

  @Option(
      names = "--to",
      paramLabel = "<seq>",
      description = "The last sequence to look at; that of the last record unless given.")
  private Long to;

  @Option(
      names = "--since",
      paramLabel = "<time>",
      converter = AsOf.TimeConverter.class,
      description = "Only what came at this time or later, like 2026-11-20T10:15:30Z.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "<time>",
      converter = AsOf.TimeConverter.class,
      description = "Only what came at this time or before.")
  private Instant until;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * The range in a journal as it is now.
   *
   * @throws ToolException where it lies outside
   */
  Range in(Path directory, List<Path> archives) {
    Optional<Extent> extent = Extent.unlessDamaged(directory, archives);
    if (from != null) {
      extent.ifPresent(known -> known.require(from, "--from"));
    }
    long first = from != null ? from : extent.map(Extent::first).orElse(1L);
    // where damage hides the end, the reader tells of it after the records before it
    long last =
        Math.min(to == null ? Range.NO_END : to, extent.map(Extent::last).orElse(Range.NO_END));
    TimeLookup times = new TimeLookup(Recovery.journals(directory, archives));
    if (since != null) {
      // its last moment before: what came then is the last that is not asked for
      first = Math.max(first, 1 + sequenceAt(times, "--since", since.minusNanos(1), last));
    }
    if (until != null) {
      last = sequenceAt(times, "--until", until, last);
    }
    return new Range(first, last);
  }

  private static long sequenceAt(TimeLookup times, String option, Instant time, long upToSequence) {
    return times
        .sequenceAt(time, upToSequence)
        .orElseThrow(
            () ->
                new ToolException(
                    option
                        + " "
                        + time
                        + " lies before the first record that is left: name the archived segments"
                        + " with --archive, or say --from"));
  }

  /** Whether an end is asked for. */
  boolean hasEnd() {
    return to != null || until != null;
  }

  /** Refuses what makes no sense for any journal. */
  void requireSense() {
    require(from == null || from >= 1, "--from " + from + ": must be 1 or more");
    long least = from == null ? 1 : from;
    require(to == null || to >= least, "--to " + to + ": must be " + least + " or more");
    require(
        since == null || until == null || !until.isBefore(since),
        "--until " + until + ": lies before --since " + since);
  }

  private void require(boolean sense, String otherwise) {
    if (!sense) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
