package io.ringfold.engine.shape;

/**
 * What is wrong with one field of an input.
 *
 * @param field its path from the outside, like {@code items.2.quantity}; empty for the whole
 */
public record FieldError(String field, String message) {}
