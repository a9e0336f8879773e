/**
 * A list of things to do. Ids are strings that the client chooses; an id that was deleted or
 * cleared may be used again, and then stands at the end of the list.
 *
 * <p>Open {@link io.ringfold.examples.todos.Todos} first.
 */
package io.ringfold.examples.todos;
