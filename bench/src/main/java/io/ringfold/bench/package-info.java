/**
 * What fast means, measured: each row beside its yardstick, in one run, on the same disk.
 *
 * <p>{@link io.ringfold.bench.BenchMain} runs the JMH rows, {@link io.ringfold.bench.load.LoadMain}
 * puts a running server under load, {@link io.ringfold.bench.soak.Soak} a server of its own for
 * long. This module may look at everything; nothing may look at it. Nothing in it is measured with
 * its checks left out.
 */
package io.ringfold.bench;
