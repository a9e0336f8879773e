package io.ringfold.engine;

import com.lmax.disruptor.ExceptionHandler;
import java.util.function.Consumer;

/**
 * What happens when a stage throws: the failure is told, and thrown on, so that the stage's thread
 * ends with its sequence where it was. Everything downstream stands still, and nothing that is not
 * durable is ever told. (Returning normally would let the sequence move past the failed slot.)
 */
final class HaltOnException implements ExceptionHandler<Slot> {
  private final Consumer<Throwable> onFailure;

  HaltOnException(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  @Override
  public void handleEventException(Throwable failure, long ringSequence, Slot slot) {
    onFailure.accept(failure);
    throw new IllegalStateException("stage halted at ring sequence " + ringSequence, failure);
  }

  @Override
  public void handleOnStartException(Throwable failure) {
    onFailure.accept(failure);
  }

  @Override
  public void handleOnShutdownException(Throwable failure) {
    onFailure.accept(failure);
  }
}
