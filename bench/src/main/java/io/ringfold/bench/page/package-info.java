/**
 * The page of published figures: its tables are made from the published CSV files, and a test
 * compares the two, so that no figure stands on the page that was not measured.
 */
package io.ringfold.bench.page;
