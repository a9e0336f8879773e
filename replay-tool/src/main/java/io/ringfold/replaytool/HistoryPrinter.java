package io.ringfold.replaytool;

/** Prints the history of an aggregate, entry by entry. */
interface HistoryPrinter {
  /**
   * @param command that caused the event; valid during the call
   */
  void print(JournaledRecord command, HistoryEntry entry);
}
