package io.ringfold.examples.todos;

import io.ringfold.engine.domain.Key;
import io.ringfold.examples.Require;

/** What may be asked of the list. */
public sealed interface TodosCommand {

  /** The longest text, in characters. */
  int MAX_TEXT = 10_000;

  /** Adds a todo, not completed. */
  record CreateTodo(@Key String id, String text) implements TodosCommand {
    public CreateTodo {
      Require.id("id", id);
      Require.atMost("text", text, MAX_TEXT);
    }
  }

  /** Gives a todo another text. */
  record ChangeText(@Key String id, String text) implements TodosCommand {
    public ChangeText {
      Require.id("id", id);
      Require.atMost("text", text, MAX_TEXT);
    }
  }

  /** Marks a todo as completed, or as not completed. */
  record ChangeCompleted(@Key String id, boolean completed) implements TodosCommand {
    public ChangeCompleted {
      Require.id("id", id);
    }
  }

  /** Takes a todo off the list. */
  record DeleteTodo(@Key String id) implements TodosCommand {
    public DeleteTodo {
      Require.id("id", id);
    }
  }

  /** Takes every completed todo off the list. */
  record ClearDone() implements TodosCommand {}
}
