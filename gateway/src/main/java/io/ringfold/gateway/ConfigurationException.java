package io.ringfold.gateway;

/** A setting that cannot be taken: which one, from where, its value, and what it must be. */
public final class ConfigurationException extends Exception {
  private final boolean fromCommandLine;

  ConfigurationException(String message, boolean fromCommandLine) {
    super(message);
    this.fromCommandLine = fromCommandLine;
  }

  /** Whether the value stands on the command line: wrong usage, then. */
  public boolean isFromCommandLine() {
    return fromCommandLine;
  }
}
