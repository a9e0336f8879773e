package io.ringfold.replaytool;

/** Prints records, one on each line, in some format. */
interface RecordPrinter {

  /**
   * Prints one.
   *
   * @throws IllegalArgumentException or {@link IndexOutOfBoundsException} where it cannot be
   *     understood; then nothing of it is printed
   */
  void print(JournaledRecord commandRecord);
}
