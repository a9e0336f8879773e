package io.ringfold.journal;

/**
 * Where in the files an excerpt begins: lets a reader begin there without a search. Good for as
 * long as its segment stays where it is. Immutable.
 *
 * @param sequence of the first record of the excerpt
 * @param segment the number of the segment
 * @param position of the excerpt in the segment's file
 */
public record JournalPlace(long sequence, int segment, long position) {}
