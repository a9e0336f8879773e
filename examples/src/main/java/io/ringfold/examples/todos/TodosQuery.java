package io.ringfold.examples.todos;

import io.ringfold.examples.Require;

/** What may be asked about the list. */
public sealed interface TodosQuery {

  /** Every todo, in order of creation. */
  record AllTodos() implements TodosQuery {}

  /** Every completed todo, in order of creation. */
  record DoneTodos() implements TodosQuery {}

  /** One todo; null where there is none of this id. */
  record GetTodo(String id) implements TodosQuery {
    public GetTodo {
      Require.id("id", id);
    }
  }
}
