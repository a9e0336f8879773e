package io.ringfold.examples.todos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Decision.Rejected;
import io.ringfold.engine.testkit.DomainTest;
import io.ringfold.examples.todos.TodoList.Todo;
import io.ringfold.examples.todos.TodosCommand.ChangeCompleted;
import io.ringfold.examples.todos.TodosCommand.ChangeText;
import io.ringfold.examples.todos.TodosCommand.ClearDone;
import io.ringfold.examples.todos.TodosCommand.CreateTodo;
import io.ringfold.examples.todos.TodosCommand.DeleteTodo;
import io.ringfold.examples.todos.TodosQuery.AllTodos;
import io.ringfold.examples.todos.TodosQuery.DoneTodos;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The todos beside the plainest list that could be written. */
class RandomTodosTest {
  private static final int STEPS = 200;

  /** A list of todos, searched from its beginning. */
  private static final class Naive {
    private final List<Todo> todos = new ArrayList<>();

    /** Does what is asked; the code of a rejection, or null. */
    String apply(TodosCommand command) {
      if (command instanceof CreateTodo create) {
        if (find(create.id()) >= 0) {
          return "todo-exists";
        }
        todos.add(new Todo(create.id(), create.text(), false));
      } else if (command instanceof ChangeText change) {
        int at = find(change.id());
        if (at < 0) {
          return "no-such-todo";
        }
        todos.set(at, new Todo(change.id(), change.text(), todos.get(at).completed()));
      } else if (command instanceof ChangeCompleted change) {
        int at = find(change.id());
        if (at < 0) {
          return "no-such-todo";
        }
        todos.set(at, new Todo(change.id(), todos.get(at).text(), change.completed()));
      } else if (command instanceof DeleteTodo delete) {
        int at = find(delete.id());
        if (at < 0) {
          return "no-such-todo";
        }
        todos.remove(at);
      } else if (!todos.removeIf(Todo::completed)) {
        return "nothing-done";
      }
      return null;
    }

    private int find(String id) {
      for (int i = 0; i < todos.size(); i++) {
        if (todos.get(i).id().equals(id)) {
          return i;
        }
      }
      return -1;
    }
  }

  @Test
  void agreesWithAPlainListWhateverIsAsked() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DomainTest<OpenAndDone> test = DomainTest.of(Todos.DEFINITION);
    Naive naive = new Naive();
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", step " + step;
      TodosCommand command = anyCommand(random);
      Decision decision = test.when(command).decision();
      String code = decision instanceof Rejected rejected ? rejected.code() : null;
      assertEquals(naive.apply(command), code, () -> where + ": " + command);
      assertEquals(naive.todos, test.answer(new AllTodos()), where);
      assertEquals(
          naive.todos.stream().filter(Todo::completed).toList(),
          test.answer(new DoneTodos()),
          where);
    }
  }

  private static TodosCommand anyCommand(Random random) {
    String id = "todo-" + random.nextInt(12);
    int kind = random.nextInt(12);
    if (kind < 4) {
      return new CreateTodo(id, "text " + random.nextInt(100));
    } else if (kind < 6) {
      return new ChangeText(id, "text " + random.nextInt(100));
    } else if (kind < 9) {
      return new ChangeCompleted(id, random.nextInt(3) > 0);
    } else if (kind < 11) {
      return new DeleteTodo(id);
    }
    return new ClearDone();
  }
}
