package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import io.ringfold.engine.TimeLookup;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A point in history as a person names it: a sequence, or a time, which stands for the last command
 * at or before it.
 *
 * @param time empty where it is a sequence
 */
record AsOf(OptionalLong sequence, Optional<Instant> time) {

  /** How options name their value. */
  static final String LABEL = "<seq|time>";

  static AsOf sequence(long sequence) {
    return new AsOf(OptionalLong.of(sequence), Optional.empty());
  }

  static AsOf time(Instant time) {
    return new AsOf(OptionalLong.empty(), Optional.of(time));
  }

  /** Reads one from a command line. */
  static final class Converter implements ITypeConverter<AsOf> {
    @Override
    public AsOf convert(String text) {
      if (text.matches("-?[0-9]{1,19}")) {
        try {
          long sequence = Long.parseLong(text);
          if (sequence >= 0) {
            return sequence(sequence);
          }
        } catch (NumberFormatException e) {
          // more than there will ever be
        }
        throw new TypeConversionException("'" + text + "' is not a sequence: must be 0 or more");
      }
      return time(TimeConverter.parse(text));
    }
  }

  /** Reads a time from a command line. */
  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return parse(text);
    }

    private static Instant parse(String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is not a time like 2026-11-20T10:15:30Z or 2026-11-20T11:15:30.5+01:00"
                + " (ISO-8601, with its zone)");
      }
    }
  }

  /**
   * The sequence that it stands for in a journal as it is now. Where damage hides the end of the
   * journal, a sequence is taken as it is.
   *
   * @param option that it was given with, for messages
   * @throws ToolException where it lies outside
   */
  long in(Path directory, List<Path> archives, String option) {
    if (sequence.isPresent()) {
      if (sequence.getAsLong() > 0) {
        Extent.unlessDamaged(directory, archives)
            .ifPresent(extent -> extent.require(sequence.getAsLong(), option));
      }
      return sequence.getAsLong();
    }
    Instant instant = time.orElseThrow();
    Instant now = Instant.now();
    if (instant.isAfter(now)) {
      throw new ToolException(
          option + " " + instant + ": here it is " + now + " only, more may come before then");
    }
    return new TimeLookup(Recovery.journals(directory, archives))
        .sequenceAt(instant, Extent.of(directory, archives).last())
        .orElseThrow(
            () ->
                new ToolException(
                    option
                        + " "
                        + instant
                        + " lies before the first record that is left: name the archived segments"
                        + " with --archive"));
  }

  /** As it was named. */
  @Override
  public String toString() {
    return time.map(Instant::toString).orElseGet(() -> "" + sequence.orElseThrow());
  }
}
