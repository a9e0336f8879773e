package io.ringfold.examples.todos;

import static io.ringfold.examples.Refusals.refused;

import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.todos.TodoList.Todo;
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
import java.util.Map;
import org.junit.jupiter.api.Test;

class TodosTest {

  private static DomainTest<OpenAndDone> todos() {
    return DomainTest.of(Todos.DEFINITION);
  }

  @Test
  void aTodoIsCreatedNotCompleted() {
    todos()
        .when(new CreateTodo("milk", "Buy milk"))
        .thenEvents(new TodoCreated("milk", "Buy milk"))
        .thenQuery(
            new GetTodo("milk"), Map.of("id", "milk", "text", "Buy milk", "completed", false));
  }

  @Test
  void anIdIsUsedOnceAtATime() {
    todos()
        .given(new TodoCreated("milk", "Buy milk"))
        .when(new CreateTodo("milk", "Drink milk"))
        .thenRejected("todo-exists")
        .and()
        .given(new TodoDeleted("milk"))
        .when(new CreateTodo("milk", "Drink milk"))
        .thenEvents(new TodoCreated("milk", "Drink milk"));
  }

  @Test
  void aTextIsChanged() {
    todos()
        .given(new TodoCreated("milk", "Buy milk"), new CompletedChanged("milk", true))
        .when(new ChangeText("milk", "Drink milk"))
        .thenEvents(new TextChanged("milk", "Drink milk"))
        .thenQuery(new GetTodo("milk"), new Todo("milk", "Drink milk", true));
  }

  @Test
  void aTodoIsCompletedAndOpenedAgain() {
    todos()
        .given(new TodoCreated("milk", "Buy milk"))
        .when(new ChangeCompleted("milk", true))
        .thenEvents(new CompletedChanged("milk", true))
        .thenQuery(new DoneTodos(), List.of(new Todo("milk", "Buy milk", true)))
        .and()
        .when(new ChangeCompleted("milk", false))
        .thenEvents(new CompletedChanged("milk", false))
        .thenQuery(new DoneTodos(), List.of())
        .and()
        .when(new ClearDone())
        .thenRejected("nothing-done");
  }

  @Test
  void aTodoIsDeleted() {
    todos()
        .given(new TodoCreated("milk", "Buy milk"), new CompletedChanged("milk", true))
        .when(new DeleteTodo("milk"))
        .thenEvents(new TodoDeleted("milk"))
        .thenQuery(new GetTodo("milk"), null)
        .thenQuery(new AllTodos(), List.of())
        .and()
        .when(new ClearDone())
        .thenRejected("nothing-done");
  }

  @Test
  void whatIsNotOnTheListCannotBeChanged() {
    todos()
        .when(new ChangeText("milk", "Drink milk"))
        .thenRejected("no-such-todo")
        .and()
        .when(new ChangeCompleted("milk", true))
        .thenRejected("no-such-todo")
        .and()
        .when(new DeleteTodo("milk"))
        .thenRejected("no-such-todo")
        .thenQuery(new GetTodo("milk"), null);
  }

  @Test
  void theDoneAreClearedByOneEvent() {
    todos()
        .given(new TodoCreated("a", "A"), new TodoCreated("b", "B"), new TodoCreated("c", "C"))
        .given(new CompletedChanged("c", true), new CompletedChanged("a", true))
        .when(new ClearDone())
        .thenEvents(new DoneCleared(List.of("a", "c")))
        .thenQuery(new AllTodos(), List.of(new Todo("b", "B", false)))
        .thenQuery(new DoneTodos(), List.of())
        .and()
        .when(new ClearDone())
        .thenRejected("nothing-done");
  }

  @Test
  void listsInOrderOfCreationWhateverHappensLater() {
    todos()
        .thenQuery(new AllTodos(), List.of())
        .given(new TodoCreated("b", "B"), new TodoCreated("a", "A"), new TodoCreated("c", "C"))
        .given(new CompletedChanged("c", true), new CompletedChanged("b", true))
        .given(new TextChanged("b", "B again"))
        .given(new TodoDeleted("a"), new TodoCreated("a", "A anew"))
        .thenQuery(
            new AllTodos(),
            List.of(
                new Todo("b", "B again", true),
                new Todo("c", "C", true),
                new Todo("a", "A anew", false)))
        .thenQuery(
            new DoneTodos(), List.of(new Todo("b", "B again", true), new Todo("c", "C", true)));
  }

  @Test
  void refusesIdsAndTextsThatAreTooShortOrTooLong() {
    refused("id must not be empty", () -> new CreateTodo("", "Buy milk"));
    refused("id must not be empty", () -> new ChangeText("", "Buy milk"));
    refused("id must not be empty", () -> new ChangeCompleted("", true));
    refused("id must not be empty", () -> new DeleteTodo(""));
    refused("id must not be empty", () -> new GetTodo(""));
    refused(
        "text must have at most 10000 characters, had 10001",
        () -> new CreateTodo("milk", "x".repeat(10_001)));
    refused(
        "text must have at most 10000 characters, had 10001",
        () -> new ChangeText("milk", "x".repeat(10_001)));
  }

  @Test
  void tellsWhatOneTodoIsAtEachMoment() {
    todos()
        .given(new TodoCreated("milk", "Buy milk"))
        .given(new CompletedChanged("milk", true))
        .when(new ChangeText("milk", "Drink milk"))
        .thenKeyState("milk", new Todo("milk", "Drink milk", true))
        .and()
        .when(new DeleteTodo("milk"))
        .thenKeyState("milk", null);
  }
}
