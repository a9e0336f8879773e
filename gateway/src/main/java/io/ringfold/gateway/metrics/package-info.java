/**
 * What is counted, for {@code GET /metrics} and for {@code replay-tool stat}.
 *
 * <pre>
 *   engine.EngineMetrics    counted by the stages, one writer each ─┐
 *   GatewayCounters         counted on I/O threads                 ─┼─► Exposition ─► Prometheus text
 *   the JVM, the process    by Micrometer's binders                ─┘
 * </pre>
 *
 * <p>Counting knows nothing of Micrometer, so it costs an increment; {@link
 * io.ringfold.gateway.metrics.Exposition} binds the counters to it, and reads them when somebody
 * scrapes. {@link io.ringfold.gateway.metrics.LiveCounters} stores the most important of them in a
 * file, twice a second. Every label's values are known when the server starts: no name that a
 * client made up may come in here. Names and meanings stand in docs/operations.md.
 */
package io.ringfold.gateway.metrics;
