package io.ringfold.engine;

/** Where the answer to one query goes; one of the two is called, once, on a query thread. */
public interface QueryReply {

  /**
   * @param basis the sequence that the result reflects
   * @param result a value as {@link io.ringfold.engine.shape.Values} walks them; may be null
   */
  void onResult(long basis, Object result);

  /**
   * {@code not-yet}, {@code as-of-out-of-range}, {@code busy}, {@code unavailable}, {@code
   * internal-error}.
   */
  void onError(String code, String message);
}
