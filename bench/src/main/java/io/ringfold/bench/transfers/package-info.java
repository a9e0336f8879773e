/**
 * Bank transfers in process, command to durable completion, beside a plain file.
 *
 * <pre>
 *   TransferBenchmark   one thread ──► Engine ──► OutcomeCheck, so many in flight at once
 *   PlainFileBenchmark  the same bytes, a batch as large as the window: one write, one force
 * </pre>
 *
 * <p>Both count what was <em>completed</em> within an iteration, and check it after each. Only what
 * is measured lives here; which runs there are, and what is printed, is {@link
 * io.ringfold.bench.BenchMain}'s.
 */
package io.ringfold.bench.transfers;
