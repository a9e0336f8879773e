/**
 * How throughput and latency change as one thing grows, in process: rows that are to reach nothing,
 * but show where a curve bends. Those over the socket are measured elsewhere.
 */
package io.ringfold.bench.growth;
