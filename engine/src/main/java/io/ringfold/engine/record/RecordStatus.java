package io.ringfold.engine.record;

/** What a record tells of its command. */
public enum RecordStatus {
  ACCEPTED(1),
  REJECTED(2);

  private final byte code;

  RecordStatus(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static RecordStatus of(byte code) {
    return switch (code) {
      case 1 -> ACCEPTED;
      case 2 -> REJECTED;
      default -> throw new IllegalArgumentException("record status " + code);
    };
  }
}
