package io.ringfold.engine.domain;

import java.util.List;
import java.util.Objects;

/**
 * What became of a command: events, or a rejection. Immutable.
 *
 * <p>A rejection is a value, not an exception: it is journaled, numbered and answered like an
 * acceptance.
 */
public sealed interface Decision {

  /**
   * Accepted, with the events that it caused, in their order; none is allowed (the command changed
   * nothing, and that is recorded).
   */
  static Decision accept(Object... events) {
    return new Accepted(List.of(events));
  }

  /** Accepted, with the one event that it caused. */
  static Decision accept(Object event) {
    return new Accepted(List.of(event));
  }

  /** Accepted, with the two events that it caused, in their order. */
  static Decision accept(Object first, Object second) {
    return new Accepted(List.of(first, second));
  }

  /** Accepted, with the events that it caused, in their order. */
  static Decision accept(List<?> events) {
    return new Accepted(events);
  }

  /**
   * Rejected.
   *
   * @param code stable, kebab-case, declared with {@link Domain.Builder#rejection}
   * @param message for a person: what was asked, with which values, and what can be done
   */
  static Decision reject(String code, String message) {
    return new Rejected(code, message);
  }

  /** The command stands; {@code events} are its facts. */
  record Accepted(List<?> events) implements Decision {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** The command is refused by the domain. */
  record Rejected(String code, String message) implements Decision {
    public Rejected {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }
}
