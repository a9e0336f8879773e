package io.ringfold.concurrency;

/**
 * What one object answers to calls that come one after the other.
 *
 * @param <S> its state, immutable, with equals
 * @param <C> a call
 * @param <A> an answer
 */
interface Specification<S, C, A> {

  S initial();

  /**
   * The state after the call, or null where it could not have been answered so in this state.
   *
   * @param answer null where it is not known: every answer will do
   */
  S after(S state, C call, A answer);
}
