package io.ringfold.replaytool;

import io.ringfold.engine.compare.Change;
import java.util.List;

/**
 * An event of an aggregate, and what became of it.
 *
 * @param name of the event, as it is today
 * @param event its record
 * @param index among the events of its command
 * @param of how many events these are
 * @param state of the aggregate after it; null where there is none
 * @param changed what is different from the state before it
 */
record HistoryEntry(
    String name, Object event, int index, int of, Object state, List<Change> changed) {}
