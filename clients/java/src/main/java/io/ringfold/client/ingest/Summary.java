package io.ringfold.client.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What became of a file's lines.
 *
 * @param lines read
 * @param acknowledged durable now, whether by this run or an earlier one
 * @param duplicates of the acknowledged: those that had been processed before
 * @param rejected the server said no
 * @param badLines not sent, because no visit could be read from them
 * @param lastSeq the highest sequence acknowledged; 0 for none
 * @param durability the level of the last acknowledgement; null for none
 * @param seconds from the first line to the last answer
 */
record Summary(
    long lines,
    long acknowledged,
    long duplicates,
    long rejected,
    long badLines,
    long lastSeq,
    String durability,
    double seconds) {

  /** For a person. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%d lines: %d acknowledged%s (%d new, %d sent before), %d rejected, %d bad lines;"
            + " last seq %d; %.1f s, %.0f lines/s",
        lines,
        acknowledged,
        durability == null ? "" : " with durability " + durability,
        acknowledged - duplicates,
        duplicates,
        rejected,
        badLines,
        lastSeq,
        seconds,
        lines / Math.max(seconds, 0.001));
  }

  /** For a program. */
  String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("lines", lines);
    json.put("acknowledged", acknowledged);
    json.put("new", acknowledged - duplicates);
    json.put("duplicates", duplicates);
    json.put("rejected", rejected);
    json.put("bad-lines", badLines);
    json.put("last-seq", lastSeq);
    json.put("durability", durability);
    json.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return json.toString();
  }
}
