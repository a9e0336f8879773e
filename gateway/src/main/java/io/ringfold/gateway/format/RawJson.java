package io.ringfold.gateway.format;

/** A JSON value kept as the text that it came as, checked but not taken apart. */
record RawJson(String text) {}
