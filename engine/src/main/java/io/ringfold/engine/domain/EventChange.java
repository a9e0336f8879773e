package io.ringfold.engine.domain;

import java.util.Objects;

/** One entry of an {@link EventHistory}; field names are kebab-case. Immutable. */
public sealed interface EventChange {

  /** The first version of the event that has the change. */
  int version();

  /** A field came, and this is its value in what was written before. */
  record Added(int version, String field, Object value) implements EventChange {
    public Added {
      Objects.requireNonNull(field, "field");
      Objects.requireNonNull(value, "value");
    }
  }

  /** A field went. */
  record Removed(int version, String field) implements EventChange {
    public Removed {
      Objects.requireNonNull(field, "field");
    }
  }

  /** A field got another name. */
  record Renamed(int version, String from, String to) implements EventChange {
    public Renamed {
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
    }
  }

  /** Everything written before goes through a function. */
  record Lifted(int version, Upcaster upcaster) implements EventChange {
    public Lifted {
      Objects.requireNonNull(upcaster, "upcaster");
    }
  }
}
