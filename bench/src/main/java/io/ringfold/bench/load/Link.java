package io.ringfold.bench.load;

/**
 * One connection as the rig sees it: text frames out, text frames in.
 *
 * <p>{@link #send}, {@link #flush} and {@link #hasRoom} are called by one thread at a time.
 */
interface Link extends AutoCloseable {

  /** What a link tells, one call at a time. */
  interface Listener {
    /** A whole frame's text: these bytes, valid during the call. */
    void onFrame(byte[] bytes, int from, int to);

    /** All frames that were at hand have been told. */
    void onQuiet();

    /** There is room again, after {@link Link#hasRoom} said that there was none. */
    void onRoom();

    /** There will be no more frames; may be told more than once, and after {@link Link#close}. */
    void onEnd(String why);
  }

  /**
   * Takes a frame; it leaves with the next {@link #flush} at the latest. Not to be called without
   * room.
   *
   * @param text copied before this returns
   */
  void send(byte[] text, int length);

  /** Hands to the network what was taken. */
  void flush();

  /** Whether another frame can be taken now. */
  boolean hasRoom();

  /** Ends the connection without waiting. */
  @Override
  void close();
}
