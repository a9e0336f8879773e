package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domain.KeyState;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a domain says the state of one aggregate is, looked at before and after an event of it: that
 * it can be told, and that what was told before the event is not changed by it.
 */
final class KeyStateCheck<S> {
  private final KeyState<S, ?> keyState;
  private final S state;

  /** What was told before the event, by the event's keys. */
  private final Map<String, Object> told = new LinkedHashMap<>();

  private final Map<String, String> hashes = new LinkedHashMap<>();

  /** Before the event is applied to the state. */
  KeyStateCheck(Domain<S> domain, S state, Object event) {
    this.keyState = domain.keyState();
    this.state = state;
    if (keyState != null) {
      addKeys(RecordShape.of(event.getClass()), event);
    }
  }

  @SuppressWarnings("unchecked") // the shape is that of the event's own class
  private void addKeys(RecordShape<?> shape, Object event) {
    ((RecordShape<Object>) shape)
        .keys(
            event,
            key -> {
              Object value = keyState.of(state, key);
              told.put(key, value);
              hashes.put(key, SilentChecks.hash(value));
            });
  }

  /** When it was applied. */
  void after(String event) {
    told.forEach(
        (key, value) -> {
          if (!hashes.get(key).equals(SilentChecks.hash(value))) {
            throw new AssertionError(
                ("event %s changed the state of %s that was told before it, to %s; keyState must"
                        + " give a copy, or what never changes")
                    .formatted(event, key, Values.plain(value)));
          }
          read(key);
        });
  }

  private void read(String key) {
    String before = SilentChecks.hash(state);
    Object value = keyState.of(state, key);
    if (!before.equals(SilentChecks.hash(state))) {
      throw new AssertionError(
          "keyState changed the state when it was asked for %s, to %s"
              .formatted(key, Values.plain(state)));
    }
    if (value != null) {
      SilentChecks.survivesItsCodec("the state of " + key, keyState.type(), value);
    }
  }
}
