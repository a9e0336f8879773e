package io.ringfold.examples.todos;

import io.ringfold.engine.domain.Key;
import java.util.List;

/** What happened to the list. */
public sealed interface TodosEvent {

  /** A todo was added, not completed. */
  record TodoCreated(@Key String id, String text) implements TodosEvent {}

  /** A todo was given this text. */
  record TextChanged(@Key String id, String text) implements TodosEvent {}

  /** A todo was marked as completed or not. */
  record CompletedChanged(@Key String id, boolean completed) implements TodosEvent {}

  /** A todo was taken off the list. */
  record TodoDeleted(@Key String id) implements TodosEvent {}

  /** These todos were taken off the list, being completed; in order of creation. */
  record DoneCleared(@Key List<String> ids) implements TodosEvent {
    public DoneCleared {
      ids = List.copyOf(ids);
    }
  }
}
