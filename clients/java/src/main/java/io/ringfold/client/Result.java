package io.ringfold.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The answer to a query.
 *
 * @param basis the sequence that it reflects
 * @param result a JSON value; a null node where the query answers null
 */
public record Result(long basis, JsonNode result) {}
