package io.ringfold.replaytool;

/** A command that could not be carried out. The message is for the person who gave it. */
final class ToolException extends RuntimeException {

  ToolException(String message) {
    super(message);
  }

  ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
