/**
 * What an application author writes against: commands are decided, events evolve a state,
 * projections fold events into read models, queries ask those.
 *
 * <pre>
 *   command ──► decide(state, command, context) ──► Decision: events, or a rejection
 *   event   ──► evolve(state, event)                 the way that state changes, live and on replay
 *   event   ──► fold(model, event, context)          the next read model
 *   query   ──► answer(model, query)                 a result, at the model's basis
 *   migration ──► transform(state, context)          a new state, when an operator asks for it
 *   older event ──► EventHistory, Upcaster ──► events of today, wherever the journal is read
 * </pre>
 *
 * <p>Read models are immutable, so that a query sees one moment however long it takes. Their
 * collections are persistent: those of PCollections, or, where many events come at once, {@link
 * io.ringfold.engine.domain.PersistentMap} and {@link io.ringfold.engine.domain.PersistentStack},
 * which are made for folds.
 *
 * <p>A domain lists all of it in one {@link io.ringfold.engine.domain.Domain}. Nothing of the
 * engine's other packages may come in here, and a domain needs nothing but this package: no
 * threads, no files, no clock.
 */
package io.ringfold.engine.domain;
