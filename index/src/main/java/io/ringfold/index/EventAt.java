package io.ringfold.index;

/** An event where it was found: the {@code index}-th, from 0, of its command's. Immutable. */
public record EventAt(RecordedCommand command, int index) {

  public RecordedEvent event() {
    return command.events().get(index);
  }
}
