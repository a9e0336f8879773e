package io.ringfold.examples.todos;

import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.DomainModule;
import io.ringfold.examples.todos.TodosCommand.ChangeCompleted;
import io.ringfold.examples.todos.TodosCommand.ChangeText;
import io.ringfold.examples.todos.TodosCommand.ClearDone;
import io.ringfold.examples.todos.TodosCommand.CreateTodo;
import io.ringfold.examples.todos.TodosCommand.DeleteTodo;
import io.ringfold.examples.todos.TodosEvent.CompletedChanged;
import io.ringfold.examples.todos.TodosEvent.DoneCleared;
import io.ringfold.examples.todos.TodosEvent.TextChanged;
import io.ringfold.examples.todos.TodosEvent.TodoCreated;
import io.ringfold.examples.todos.TodosEvent.TodoDeleted;
import io.ringfold.examples.todos.TodosQuery.AllTodos;
import io.ringfold.examples.todos.TodosQuery.DoneTodos;
import io.ringfold.examples.todos.TodosQuery.GetTodo;
import java.util.List;

/**
 * The todo list: its definition, and how its commands are decided. A change to what is the case
 * already (the same text again) is accepted and recorded like any other.
 */
public final class Todos implements DomainModule {

  public static final Domain<OpenAndDone> DEFINITION =
      Domain.define("todos", OpenAndDone.class, OpenAndDone::new)
          .command("create-todo", CreateTodo.class, Todos::create)
          .command("change-text", ChangeText.class, Todos::changeText)
          .command("change-completed", ChangeCompleted.class, Todos::changeCompleted)
          .command("delete-todo", DeleteTodo.class, Todos::delete)
          .command("clear-done", ClearDone.class, Todos::clearDone)
          .rejection("todo-exists", "a todo of this id is on the list")
          .rejection("no-such-todo", "no todo of this id is on the list")
          .rejection("nothing-done", "no todo on the list is completed")
          .event("todo-created", 1, TodoCreated.class, OpenAndDone::created)
          .event("text-changed", 1, TextChanged.class, OpenAndDone::textChanged)
          .event("completed-changed", 1, CompletedChanged.class, OpenAndDone::completedChanged)
          .event("todo-deleted", 1, TodoDeleted.class, OpenAndDone::deleted)
          .event("done-cleared", 1, DoneCleared.class, OpenAndDone::doneCleared)
          .projection(
              "todo-list",
              TodoList.class,
              TodoList::empty,
              list ->
                  list.on(TodoCreated.class, TodoList::created)
                      .on(TextChanged.class, TodoList::textChanged)
                      .on(CompletedChanged.class, TodoList::completedChanged)
                      .on(TodoDeleted.class, TodoList::deleted)
                      .on(DoneCleared.class, TodoList::doneCleared))
          .query("all-todos", AllTodos.class, TodoList.class, TodoList::all)
          .query("done-todos", DoneTodos.class, TodoList.class, TodoList::done)
          .query("get-todo", GetTodo.class, TodoList.class, TodoList::get)
          .keyState(TodoList.Todo.class, OpenAndDone::todo)
          .stateTypes(OpenAndDone.Numbered.class, TodoList.Todo.class)
          .build();

  @Override
  public Domain<OpenAndDone> domain() {
    return DEFINITION;
  }

  private static Decision create(OpenAndDone todos, CreateTodo command, CommandContext context) {
    if (todos.contains(command.id())) {
      return Decision.reject(
          "todo-exists", "todo " + command.id() + " is on the list already: choose another id");
    }
    return Decision.accept(new TodoCreated(command.id(), command.text()));
  }

  private static Decision changeText(
      OpenAndDone todos, ChangeText command, CommandContext context) {
    if (!todos.contains(command.id())) {
      return noSuchTodo(command.id());
    }
    return Decision.accept(new TextChanged(command.id(), command.text()));
  }

  private static Decision changeCompleted(
      OpenAndDone todos, ChangeCompleted command, CommandContext context) {
    if (!todos.contains(command.id())) {
      return noSuchTodo(command.id());
    }
    return Decision.accept(new CompletedChanged(command.id(), command.completed()));
  }

  private static Decision delete(OpenAndDone todos, DeleteTodo command, CommandContext context) {
    if (!todos.contains(command.id())) {
      return noSuchTodo(command.id());
    }
    return Decision.accept(new TodoDeleted(command.id()));
  }

  private static Decision clearDone(OpenAndDone todos, ClearDone command, CommandContext context) {
    if (todos.done().isEmpty()) {
      return Decision.reject("nothing-done", "no todo on the list is completed");
    }
    return Decision.accept(new DoneCleared(List.copyOf(todos.done())));
  }

  private static Decision noSuchTodo(String id) {
    return Decision.reject(
        "no-such-todo", "there is no todo " + id + " on the list: create it with create-todo");
  }
}
