/**
 * Finds commands and events in the journal: by uuid, by aggregate, event name, user and time. What
 * is kept here is derived: positions, and nothing that the journal does not hold. It can be thrown
 * away at any time, and is made again by itself.
 *
 * <pre>
 *   journal files ─► {@code Follower} ─► {@code OpenBlock} ─► {@code IndexStore}   ringfold-index, off the ring
 *        │              in memory, the newest       sealed blocks, one commit each
 *        │                         │                     │
 *        └──────────────────────── {@link io.ringfold.index.JournalIndex} ◄──┘   which sequences may match
 *                                  │
 *        journal files ─► {@link io.ringfold.index.History}    the records themselves, read by seek, decide
 * </pre>
 *
 * <p>The journal is divided into <em>blocks</em> of consecutive sequences. A block is made in
 * memory while its records come, sealed when it is full, written once, never changed. It holds
 *
 * <ul>
 *   <li><em>places</em>: where in the files each 64 KiB of it begins, and the time there;
 *   <li><em>uuids</em>: a 32-bit hash of each command's and each event's uuid → the sequences;
 *   <li><em>terms</em>: a 32-bit hash of each user, each event name, each aggregate that an event
 *       names by key, and "has events" → the sequences.
 * </ul>
 *
 * <p>Hashes may collide: a sequence found here is a candidate, its record has the last word. So
 * answers are exact, and an entry of the commonest kind takes nine bytes. Times need no entries, as
 * they never run backwards along the journal.
 *
 * <p>{@link io.ringfold.index.AggregateHistory} adds the states after the events of one aggregate:
 * those are kept nowhere, and folded again by {@link io.ringfold.engine.PastWalk}.
 *
 * <p>After a crash the last sealed block is compared with the journal; blocks that the journal does
 * not bear out (it was repaired, or is another one) are dropped, and what is missing is read again.
 *
 * <p><b>May not come in:</b> HTTP, wire formats, the ring. Nothing here is waited for by it.
 */
package io.ringfold.index;
