/**
 * The HTTP calls beside {@code /ws}: queries, health, readiness, and how errors look (RFC 9457).
 * Handlers run on I/O threads and never block; results come from query threads.
 */
package io.ringfold.gateway.http;
