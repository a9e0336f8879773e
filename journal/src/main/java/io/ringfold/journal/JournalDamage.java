package io.ringfold.journal;

import java.nio.file.Path;

/**
 * Something in a journal that is not as it was written.
 *
 * @param file where it is
 * @param position of the first byte in the file that could not be trusted; -1 where the file as a
 *     whole is meant
 * @param firstSequence of the records that cannot be trusted for it
 * @param lastSequence of them; {@link Long#MAX_VALUE} for all that came after; less than the first
 *     where none are concerned
 * @param what is wrong, for a person
 */
public record JournalDamage(
    Path file, long position, long firstSequence, long lastSequence, String what) {}
