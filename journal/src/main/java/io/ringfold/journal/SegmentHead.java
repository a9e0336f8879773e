package io.ringfold.journal;

import java.util.List;

/**
 * What the first excerpt of a segment says.
 *
 * @param firstSequence of the records that follow
 * @param definitions all that were made before this segment's first record
 * @param endPosition in the file, behind the head
 */
record SegmentHead(int number, long firstSequence, List<byte[]> definitions, long endPosition) {}
