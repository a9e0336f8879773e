package io.ringfold.examples.todos;

import io.ringfold.examples.todos.TodosEvent.CompletedChanged;
import io.ringfold.examples.todos.TodosEvent.DoneCleared;
import io.ringfold.examples.todos.TodosEvent.TextChanged;
import io.ringfold.examples.todos.TodosEvent.TodoCreated;
import io.ringfold.examples.todos.TodosEvent.TodoDeleted;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What decisions look at: which todos there are, and which of them are done. Texts are not in it,
 * since no decision depends on them.
 */
public final class OpenAndDone {

  /** How many todos were ever created. */
  private long created;

  /** The number of each todo by its id; numbers go up by creation. */
  private final Map<String, Long> numbers = new HashMap<>();

  /** The completed ones, by number, so that clearing them does not look at all the others. */
  private final SortedMap<Long, String> done = new TreeMap<>();

  boolean contains(String id) {
    return numbers.containsKey(id);
  }

  /** The ids of the completed todos, in order of creation. */
  Collection<String> done() {
    return Collections.unmodifiableCollection(done.values());
  }

  void created(TodoCreated event) {
    numbers.put(event.id(), ++created);
  }

  void textChanged(TextChanged event) {
    // Texts are for the read model.
  }

  void completedChanged(CompletedChanged event) {
    Long number = numbers.get(event.id());
    if (event.completed()) {
      done.put(number, event.id());
    } else {
      done.remove(number);
    }
  }

  void deleted(TodoDeleted event) {
    remove(event.id());
  }

  void doneCleared(DoneCleared event) {
    event.ids().forEach(this::remove);
  }

  private void remove(String id) {
    done.remove(numbers.remove(id));
  }
}
