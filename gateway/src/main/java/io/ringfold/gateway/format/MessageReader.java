package io.ringfold.gateway.format;

/**
 * Reads the text frames of one connection: each is one message, or a batch of them.
 *
 * <p>Whatever is wrong with one message is handed over in its place, and the others of the batch
 * are read all the same; where the text as a whole cannot be read, one answer stands for the frame
 * (JSON: for the element of the batch that is broken).
 *
 * <p>Not thread-safe.
 */
public interface MessageReader {

  /** Receives the messages of a frame, in their order. */
  interface Handler {
    void command(CommandMessage command);

    /** {@code id} is a String or a Long. */
    void query(Object id, QueryMessage query);

    void subscribe(SubscribeMessage subscription);

    /** {@code id} is a String or a Long. */
    void unsubscribe(Object id);

    /** A query that names itself, but whose body cannot be taken. */
    void malformedQuery(Object id, String message);

    /** Anything else; clientId and clientSeq are null where they could not be read. */
    void malformed(String clientId, Long clientSeq, String message);
  }

  /** Reads one frame. */
  void read(byte[] text, int offset, int length, Handler handler);
}
