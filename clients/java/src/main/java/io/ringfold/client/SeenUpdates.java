package io.ringfold.client;

/**
 * How far the updates were seen, so that after a cut or a gap they go on behind that, each once.
 *
 * <p>Every method is called with {@link ClientThreads#lock} held.
 */
final class SeenUpdates {
  private static final long NOTHING = -1;

  private final ClientThreads threads;

  /** After which sequence to begin; null: with what happens from now. */
  private Long from;

  private long seq = NOTHING;
  private int index;
  private boolean whole;

  SeenUpdates(ClientThreads threads, Long from) {
    this.threads = threads;
    this.from = from;
  }

  /**
   * Takes note of an update.
   *
   * @return whether it is new
   */
  boolean see(Update update) {
    assert threads.lockIsHeld();
    if (update.seq() < seq || (update.seq() == seq && update.index() <= index)) {
      return false;
    }
    seq = update.seq();
    index = update.index();
    whole = index + 1 == update.of();
    return true;
  }

  /**
   * Takes note that a command was sent twice, and processed the first time: its updates may have
   * gone out on the connection that was cut. The first of these that comes, in the order sent, is
   * where updates begin if nothing else tells.
   *
   * @return whether it is; then they have to be asked for again
   */
  boolean beginBefore(long duplicateSeq) {
    assert threads.lockIsHeld();
    if (resumeFrom() != null) {
      return false;
    }
    from = duplicateSeq - 1;
    return true;
  }

  /** The sequence after which updates go on; null for what happens from now. */
  Long resumeFrom() {
    assert threads.lockIsHeld();
    if (seq == NOTHING) {
      return from;
    }
    // half of a command's events were seen: ask for all of them, and pass over the known ones
    return whole ? seq : seq - 1;
  }
}
