package io.ringfold.examples.todos;

import io.ringfold.examples.todos.TodoList.Todo;
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
 * What decisions look at: which todos there are, and which of them are done. No decision depends on
 * texts; they are in it all the same, so that the history of a todo can show them.
 */
public final class OpenAndDone {

  /**
   * One todo.
   *
   * @param number goes up by creation
   */
  record Numbered(long number, String text) {}

  /** How many todos were ever created. */
  private long created;

  private final Map<String, Numbered> todos = new HashMap<>();

  /** The completed ones, by number, so that clearing them does not look at all the others. */
  private final SortedMap<Long, String> done = new TreeMap<>();

  boolean contains(String id) {
    return todos.containsKey(id);
  }

  /** The todo as it is now; null where it is not on the list. */
  Todo todo(String id) {
    Numbered todo = todos.get(id);
    return todo == null ? null : new Todo(id, todo.text, done.containsKey(todo.number));
  }

  /** The ids of the completed todos, in order of creation. */
  Collection<String> done() {
    return Collections.unmodifiableCollection(done.values());
  }

  void created(TodoCreated event) {
    todos.put(event.id(), new Numbered(++created, event.text()));
  }

  void textChanged(TextChanged event) {
    todos.computeIfPresent(event.id(), (id, todo) -> new Numbered(todo.number, event.text()));
  }

  void completedChanged(CompletedChanged event) {
    long number = todos.get(event.id()).number;
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
    done.remove(todos.remove(id).number);
  }
}
