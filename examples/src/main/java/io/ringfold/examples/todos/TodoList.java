package io.ringfold.examples.todos;

import io.ringfold.engine.domain.EventContext;
import io.ringfold.examples.todos.TodosEvent.CompletedChanged;
import io.ringfold.examples.todos.TodosEvent.DoneCleared;
import io.ringfold.examples.todos.TodosEvent.TextChanged;
import io.ringfold.examples.todos.TodosEvent.TodoCreated;
import io.ringfold.examples.todos.TodosEvent.TodoDeleted;
import io.ringfold.examples.todos.TodosQuery.AllTodos;
import io.ringfold.examples.todos.TodosQuery.DoneTodos;
import io.ringfold.examples.todos.TodosQuery.GetTodo;
import java.util.List;
import org.pcollections.OrderedPMap;

/** The read model: every todo by its id, in order of creation. Immutable. */
public record TodoList(OrderedPMap<String, Todo> todos) {

  /** A todo as it stands on the list. */
  record Todo(String id, String text, boolean completed) {}

  static TodoList empty() {
    return new TodoList(OrderedPMap.empty());
  }

  TodoList created(TodoCreated event, EventContext context) {
    return with(new Todo(event.id(), event.text(), false));
  }

  TodoList textChanged(TextChanged event, EventContext context) {
    return with(new Todo(event.id(), event.text(), todos.get(event.id()).completed()));
  }

  TodoList completedChanged(CompletedChanged event, EventContext context) {
    return with(new Todo(event.id(), todos.get(event.id()).text(), event.completed()));
  }

  TodoList deleted(TodoDeleted event, EventContext context) {
    return new TodoList(todos.minus(event.id()));
  }

  TodoList doneCleared(DoneCleared event, EventContext context) {
    return new TodoList(todos.minusAll(event.ids()));
  }

  /** Keeps the place of a todo that is on the list already. */
  private TodoList with(Todo todo) {
    return new TodoList(todos.plus(todo.id(), todo));
  }

  List<Todo> all(AllTodos query) {
    return List.copyOf(todos.values());
  }

  List<Todo> done(DoneTodos query) {
    return todos.values().stream().filter(Todo::completed).toList();
  }

  Todo get(GetTodo query) {
    return todos.get(query.id());
  }
}
