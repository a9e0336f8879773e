package io.ringfold.client;

/**
 * Hears of events, in the order of their sequence, each once.
 *
 * <p>Called on the client's own thread, one call at a time: what takes long here holds up every
 * answer that comes after. What is thrown is logged and the next event is handed over.
 */
@FunctionalInterface
public interface UpdateListener {

  void onUpdate(Update update);
}
