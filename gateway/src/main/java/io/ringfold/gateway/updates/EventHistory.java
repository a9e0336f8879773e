package io.ringfold.gateway.updates;

import io.ringfold.engine.CommandEvents;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EventFollower;
import io.ringfold.engine.FollowedPlaces;
import java.io.Closeable;

/** The events of the past, to be read from any sequence on. Thread-safe. */
interface EventHistory {

  /** Reads commands one after the other; of one thread at a time. */
  interface Reader extends Closeable {

    /** The next command, up to a sequence; null where there is none. Valid until the next call. */
    CommandEvents next(long upToSequence);

    /** The sequence of the command that was returned last. */
    long sequence();

    @Override
    void close();
  }

  /** What it begins with. */
  long firstSequence();

  /** The newest sequence that anybody may have been told of. */
  long newestSequence();

  /** A reader whose first command is the one after a sequence. */
  Reader readAfter(long sequence);

  /** The engine's journal. */
  static EventHistory of(Engine engine) {
    FollowedPlaces places = new FollowedPlaces();
    return new EventHistory() {
      @Override
      public long firstSequence() {
        return engine.firstSequence();
      }

      @Override
      public long newestSequence() {
        return engine.status().sequence();
      }

      @Override
      public Reader readAfter(long sequence) {
        EventFollower follower = engine.follow(sequence, places);
        return new Reader() {
          @Override
          public CommandEvents next(long upToSequence) {
            return follower.next(upToSequence);
          }

          @Override
          public long sequence() {
            return follower.sequence();
          }

          @Override
          public void close() {
            follower.close();
          }
        };
      }
    };
  }
}
