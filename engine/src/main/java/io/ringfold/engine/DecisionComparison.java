package io.ringfold.engine;

import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import java.util.Locale;

/**
 * One command as it was decided, beside what a candidate makes of it; a view, valid only during the
 * call that hands it over.
 */
public interface DecisionComparison {

  /** What the comparison came to. */
  enum Kind {
    /** The same events, or the same code. */
    SAME(false),
    /** Rejected by the engine over {@code expected-seq}, which no record holds: taken over. */
    KEPT(false),
    /** Was accepted, is rejected. */
    NOW_REJECTED(true),
    /** Was rejected, is accepted. */
    NOW_ACCEPTED(true),
    /** Rejected both times, with another code. */
    OTHER_CODE(true),
    /** Accepted both times, with events of other names, of other data, or in another order. */
    OTHER_EVENTS(true),
    /** The candidate threw where it should have decided: live, code {@code internal-error}. */
    FAILED(true),
    /** The candidate has no command of this name: live, it is refused at the door. */
    UNKNOWN_COMMAND(true),
    /** The candidate's command does not take what was sent: live, it is refused at the door. */
    INVALID_COMMAND(true);

    private final boolean different;

    Kind(boolean different) {
      this.different = different;
    }

    /** Whether the candidate decides otherwise. */
    public boolean isDifferent() {
      return different;
    }

    /** In lower case, with dashes. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  Kind kind();

  long sequence();

  /** The record, as it stands in the journal. */
  RecordView recorded();

  /** The command's type, as it was written. */
  TypeDefinition command();

  /** What the journal knows under this ordinal: for the recorded events. */
  TypeDefinition definition(int ordinal);

  /** The candidate's code; null where it accepts. */
  String code();

  /** The candidate's message, or why it could not decide; null where it accepts. */
  String message();

  /** How many events the candidate decided. */
  int eventCount();

  /** The candidate's event, by the name that it has there. */
  String eventName(int index);

  /** The candidate's event: a record of the candidate's classes. */
  Object event(int index);
}
