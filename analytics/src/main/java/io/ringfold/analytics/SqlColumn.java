package io.ringfold.analytics;

/**
 * A column of an answer.
 *
 * @param type as DuckDB names it, like BIGINT or STRUCT(sku VARCHAR, quantity BIGINT)[]
 */
public record SqlColumn(String name, String type) {}
