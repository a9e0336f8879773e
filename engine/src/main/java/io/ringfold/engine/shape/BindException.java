package io.ringfold.engine.shape;

import java.util.List;
import java.util.stream.Collectors;

/** An input that does not fit its record; names every field that is wrong. */
public final class BindException extends Exception {
  private final transient List<FieldError> errors;

  public BindException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(e -> e.field().isEmpty() ? e.message() : e.field() + ": " + e.message())
            .collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
