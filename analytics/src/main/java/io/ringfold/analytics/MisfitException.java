package io.ringfold.analytics;

/** A value that its column cannot hold exactly: the column has to become text. */
final class MisfitException extends RuntimeException {
  private final transient TextField field;

  /** Somewhere in a field; whoever knows which one throws it again. */
  MisfitException() {
    this(null);
  }

  MisfitException(TextField field) {
    super(String.valueOf(field), null, false, false);
    this.field = field;
  }

  TextField field() {
    return field;
  }
}
