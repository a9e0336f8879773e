package io.ringfold.engine.domain;

/**
 * A run of events that are folded one after the other before anybody sees what came of them. What a
 * {@link PersistentMap} made within the batch is the batch's own, and changed in place by later
 * events of it; the engine ends the batch before it lets anybody see a read model.
 *
 * <p>Single-threaded. A batch is known by its identity; it holds nothing that lasts.
 */
public final class Batch {

  /** Whether the change under way has added a key, or taken one out. */
  boolean resized;
}
