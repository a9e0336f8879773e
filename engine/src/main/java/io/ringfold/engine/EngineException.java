package io.ringfold.engine;

/** The engine could not start or go on. The message says what was tried and what can be done. */
public final class EngineException extends RuntimeException {

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
