/**
 * Reads events of the journal, whatever code wrote them, as events of today.
 *
 * <pre>
 *   type definition (name, version, fields as written)
 *        │    {@link io.ringfold.engine.domain.EventHistory}: what each version changed
 *        ▼    ▼
 *   {@code FieldPlan}: where each field of today comes from ──► {@code Differences}: what nothing says
 *        │                                                        anything about: refused
 *        ├─ no upcaster on the way ─► matched once, decoded straight into the class
 *        ├─ an upcaster ────────────► plain fields ─► upcaster ─► events of today, checked
 *        └─ retired, skipped ───────► nothing
 *   {@link io.ringfold.engine.lift.EventReader} ──► {@link io.ringfold.engine.lift.EventSink}
 * </pre>
 *
 * <p>Begin with {@link io.ringfold.engine.lift.EventReaders}. Everything that can be refused is
 * refused when a definition is met, before the first event is read. Nothing here writes, knows
 * state, files or threads.
 */
package io.ringfold.engine.lift;
