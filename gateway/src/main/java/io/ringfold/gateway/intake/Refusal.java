package io.ringfold.gateway.intake;

import io.ringfold.engine.shape.FieldError;
import java.util.List;

/** A command or query that is not handed to the engine: the code and message of the answer. */
public final class Refusal extends Exception {
  private final String code;
  private final transient List<FieldError> details;

  public Refusal(String code, String message) {
    this(code, message, List.of());
  }

  public Refusal(String code, String message, List<FieldError> details) {
    // an answer to a client, not a bug: no stack trace
    super(message, null, false, false);
    this.code = code;
    this.details = List.copyOf(details);
  }

  public String code() {
    return code;
  }

  /** What is wrong with which field; empty where that is not the matter. */
  public List<FieldError> details() {
    return details;
  }
}
