/**
 * Counters of a running server in a file that others look at while it runs, without asking it.
 *
 * <pre>
 *   whoever counts ──► {@link io.ringfold.engine.counters.CountersFile}   reads the counts now and then, stores them
 *                            ┊ mapped file {@code counters} in the data directory
 *   whoever looks  ◄── {@link io.ringfold.engine.counters.CountersView}   reads them; no lock, no request, no credentials
 * </pre>
 *
 * <p>The counters are Agrona's ({@link org.agrona.concurrent.status.CountersManager}), behind a
 * head that says whose they are: the picture is in {@link
 * io.ringfold.engine.counters.CountersFile}. The file is no part of the journal; nothing is ever
 * recovered from it, and a server does without it where it cannot be made.
 *
 * <p>What is counted, and a clock, come in from outside.
 */
package io.ringfold.engine.counters;
