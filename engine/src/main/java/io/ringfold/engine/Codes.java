package io.ringfold.engine;

/** The codes that the engine itself answers with; domains have their own for rejections. */
public final class Codes {
  public static final String BUSY = "busy";
  public static final String UNAVAILABLE = "unavailable";
  public static final String UUID_REUSED = "uuid-reused";
  public static final String MESSAGE_TOO_LARGE = "message-too-large";
  public static final String CONFLICT = "conflict";
  public static final String INTERNAL_ERROR = "internal-error";
  public static final String AS_OF_OUT_OF_RANGE = "as-of-out-of-range";
  public static final String NOT_YET = "not-yet";

  /** There is no migration of this name and version. */
  public static final String UNKNOWN_MIGRATION = "unknown-migration";

  /** The migration has happened, and may happen only once. */
  public static final String ALREADY_MIGRATED = "already-migrated";

  private Codes() {}
}
