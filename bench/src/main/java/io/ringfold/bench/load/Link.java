package io.ringfold.bench.load;

/** One connection as the rig sees it: text frames out, text frames in. */
interface Link extends AutoCloseable {

  /** What a link tells, one call at a time. */
  interface Listener {
    void onFrame(CharSequence text);

    /** The frame given last has been handed to the network. */
    void onSent();

    /** There will be no more frames; may be told more than once, and after {@link Link#close}. */
    void onEnd(String why);
  }

  /** Sends a frame; not to be called again before {@link Listener#onSent}. */
  void send(CharSequence frame);

  /** Ends the connection without waiting. */
  @Override
  void close();
}
