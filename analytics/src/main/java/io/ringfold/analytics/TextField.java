package io.ringfold.analytics;

/**
 * A field that holds something which its type as a column cannot: a decimal of too many digits, a
 * time before year 1. Its column is text.
 *
 * @param event the name of the event in the journal
 * @param field the name of the field in the journal
 */
record TextField(String event, String field) {}
