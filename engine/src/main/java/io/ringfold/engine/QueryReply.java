package io.ringfold.engine;

/**
 * Where the answer to one query goes; {@link #onResult} or {@link #onError} is called, once, on a
 * query thread or another of the engine's.
 */
public interface QueryReply {

  /**
   * @param basis the sequence that the result reflects
   * @param result a value as {@link io.ringfold.engine.shape.Values} walks them; may be null
   */
  void onResult(long basis, Object result);

  /**
   * {@code not-yet} (also where the projection is still being filled), {@code as-of-out-of-range},
   * {@code busy}, {@code unavailable}, {@code internal-error}.
   */
  void onError(String code, String message);

  /**
   * How far the past that the query asks for is rebuilt: once when that begins, then a few times a
   * second, before the answer. Not called where nothing has to be rebuilt. On the rebuilding
   * thread, which goes on after it: must not block.
   *
   * @param sequence rebuilt up to
   * @param target the sequence asked for
   */
  default void onProgress(long sequence, long target) {}

  /**
   * Whether nobody is there any more to hear the answer: then the past is not rebuilt for it. The
   * answer may be given all the same. Any thread.
   */
  default boolean isAbandoned() {
    return false;
  }
}
