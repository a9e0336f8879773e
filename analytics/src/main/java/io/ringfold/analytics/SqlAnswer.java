package io.ringfold.analytics;

import java.util.List;

/**
 * What came of a {@link SqlQuestion}. Immutable but for the lists.
 *
 * @param basis the sequence that the tables reflected
 * @param rows a value for each column: String, Long, BigInteger, BigDecimal, Double, Boolean, UUID,
 *     Instant, byte[], List, Map of String, null; dates and times without a zone, and intervals, as
 *     text
 * @param truncated whether there were more rows, which the question had no room for
 */
public record SqlAnswer(
    long basis, List<SqlColumn> columns, List<List<Object>> rows, boolean truncated) {}
