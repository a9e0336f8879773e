/**
 * What differs between two values of one kind: the states of a domain at two points of its history,
 * or as two versions of its rules leave it.
 *
 * <pre>
 *   states ──┐
 *            ├─► {@link io.ringfold.engine.compare.StateDifference} ──► {@link io.ringfold.engine.compare.Change}, one by one:
 *   states ──┘      side by side, level by level                  aggregate, path, from, to
 * </pre>
 *
 * <p>Compares by the names of fields and keys and never by class, so the two may come from
 * different class loaders. Knows values and nothing else: no journal, no model, no output format
 * may come in here.
 */
package io.ringfold.engine.compare;
