package io.ringfold.index;

/**
 * An event of a {@link RecordedCommand}, as it is today: its index is its place in the command's
 * list. Immutable.
 *
 * @param data the event's record, of its class of today; where no domain here has it, its fields as
 *     they were written, by name
 */
public record RecordedEvent(String name, Object data) {}
