/**
 * What is counted, for {@code GET /metrics}.
 *
 * <pre>
 *   engine.EngineMetrics    counted by the stages, one writer each ─┐
 *   GatewayCounters         counted on I/O threads                 ─┼─► Exposition ─► Prometheus text
 *   the JVM, the process    by Micrometer's binders                ─┘
 * </pre>
 *
 * <p>Counting knows nothing of Micrometer, so it costs an increment; {@link
 * io.ringfold.gateway.metrics.Exposition} binds the counters to it, and reads them when somebody
 * scrapes. Every label's values are known when the server starts: no name that a client made up may
 * come in here. Names and meanings stand in docs/operations.md.
 */
package io.ringfold.gateway.metrics;
