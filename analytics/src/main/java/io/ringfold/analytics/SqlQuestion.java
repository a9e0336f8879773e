package io.ringfold.analytics;

import java.time.Duration;

/**
 * A SELECT, and what it may take. Immutable.
 *
 * @param maxRows the answer ends after so many rows
 * @param maxBytes and when they take about so many bytes as JSON
 * @param timeout after which it is given up
 */
public record SqlQuestion(String sql, long maxRows, long maxBytes, Duration timeout) {}
