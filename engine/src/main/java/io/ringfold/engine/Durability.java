package io.ringfold.engine;

/** What an acknowledged command survives. Every acknowledgement names its level. */
public enum Durability {
  /** The loss of the machine's power: the journal was forced to disk before the answer. */
  FSYNC("fsync"),
  /** The death of the process, but not of the machine: the bytes are with the operating system. */
  CRASH("crash");

  private final String label;

  Durability(String label) {
    this.label = label;
  }

  /** As written in settings and on the wire. */
  public String label() {
    return label;
  }

  /**
   * The level of this name.
   *
   * @throws IllegalArgumentException for any other
   */
  public static Durability of(String label) {
    for (Durability each : values()) {
      if (each.label.equals(label)) {
        return each;
      }
    }
    throw new IllegalArgumentException("durability \"" + label + "\": must be fsync or crash");
  }
}
