/**
 * The engine: commands in, durable outcomes out, state that follows from the journal alone.
 *
 * <pre>
 *  {@link io.ringfold.engine.Submission}
 *      │ {@link io.ringfold.engine.Engine#publish}       full ring: BUSY, never a wait
 *  {@link io.ringfold.engine.Pipeline}: decide ─► journal ─► reply ─► project, clear
 *      │            │            │         │
 *      │            │            │         └► {@link io.ringfold.engine.Queries}: read models with their basis
 *      │            │            └► {@link io.ringfold.engine.ReplyTo}, {@link io.ringfold.engine.OutcomeListener}
 *      │            └► journal files ┄┄► {@link io.ringfold.engine.Snapshotter}, {@link io.ringfold.engine.EventFollower},
 *      │                             {@link io.ringfold.engine.Rebuilder}: off the ring; a snapshot takes the
 *      │                             read models as they are, and rebuilds the states
 *      └► {@link io.ringfold.engine.Aggregates}: state, window of processed commands, last writes
 *
 *  as of:    {@link io.ringfold.engine.PastModels}: read models of another sequence or time, from point or snapshot
 *  later:    {@link io.ringfold.engine.PastWalk}: the state of one domain, after each event of the past
 *  at start: {@link io.ringfold.engine.Recovery}: newest snapshot ─► {@link io.ringfold.engine.Model} ◄─ records after it
 * </pre>
 *
 * <p><b>Read</b> {@link io.ringfold.engine.Engine}, then {@link io.ringfold.engine.Pipeline}, then
 * the stages in the order of the drawing. {@link io.ringfold.engine.Assembly} recovers and builds
 * them, for the ring's threads and for {@link io.ringfold.engine.SteppedEngine}, which the
 * simulation steps in one thread. A domain author needs only {@code io.ringfold.engine.domain}, and
 * {@code io.ringfold.engine.testkit} for tests.
 *
 * <p>What the stages do with their time is counted in {@link io.ringfold.engine.EngineMetrics},
 * without a lock; whoever shows it to people comes from outside.
 *
 * <p>{@link io.ringfold.engine.WhatIf} decides a journal's commands again by other rules, with the
 * stage that decides live. {@link io.ringfold.engine.Migrations} changes a domain's whole state at
 * once, between two commands, and does so again on every replay.
 *
 * <p>What older code wrote is read as events of today by {@code io.ringfold.engine.lift}. Where two
 * states differ is told by {@code io.ringfold.engine.compare}.
 *
 * <p><b>Words.</b> The <i>ring sequence</i> counts slots and begins anew with each run. The
 * <i>sequence</i> counts processed commands, accepted or rejected: dense, from 1, for ever. A
 * <i>slot</i> is a place on the ring; an <i>event</i> is always a fact of a domain.
 *
 * <p><b>Determinism.</b> Time, ids and randomness come in with the command. {@link
 * io.ringfold.engine.IngressClock} is the only place that reads a clock; whoever puts another
 * source of ordered, stamped commands in front of the ring gets the same state.
 *
 * <p><b>May not come in:</b> Undertow, JSON or any wire format, journal or snapshot file formats.
 */
package io.ringfold.engine;
