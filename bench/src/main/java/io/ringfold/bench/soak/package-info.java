/**
 * A long run: does anything grow that must not? An hour on demand, some minutes each night, some
 * seconds in each build, with the same checks.
 *
 * <pre>
 *   Soak ──► a server of its own ◄── load at a steady rate, over a state that has its full size
 *     │
 *     └──► a Sample now and then ──► Growth: the first third of the run beside the last
 * </pre>
 */
package io.ringfold.bench.soak;
