package io.ringfold.reliability;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What was done and survived, counted. Not thread-safe. */
final class Counts {

  /** What is counted. */
  enum Of {
    STEPS("steps"),
    COMMANDS_ACKNOWLEDGED("acknowledged commands checked"),
    STARTS("starts"),
    POWER_CUTS("power cuts"),
    KILLS("kills"),
    FORCES_FAILED("forces failed"),
    READS_FAILED("reads failed"),
    READS_SHORT("reads that came short"),
    READS_TORN("reads torn"),
    WRITES_FAILED("writes failed midway"),
    WRITES_SHORT("writes that came short"),
    APPENDS_FAILED("appends failed midway"),
    APPENDS_CUT("power cuts within an append"),
    STARTS_CUT_SHORT("starts cut short"),
    REPAIRS("torn tails cut"),
    SNAPSHOTS("snapshots"),
    SNAPSHOTS_FAILED("snapshots that failed, without harm"),
    SNAPSHOTS_HARMED("snapshots lost or damaged"),
    NOTES_HARMED("notes of the last force lost, old or damaged"),
    TAIL_BITS_FLIPPED("bits flipped behind the last force"),
    FORCED_BITS_FLIPPED("bits flipped in forced bytes"),
    DAMAGE_REFUSED("flipped bits refused"),
    DAMAGE_CUT("flipped bits cut with a torn tail, evidence kept"),
    RESENDS("resends"),
    REPEATS("of them beyond the dedup window"),
    UUIDS_REUSED("uuids reused"),
    DISK_FULL("times the disk was full");

    private final String label;

    Of(String label) {
      this.label = label;
    }
  }

  private final Map<Of, Long> counts = new EnumMap<>(Of.class);

  void add(Of what) {
    add(what, 1);
  }

  void add(Of what, long count) {
    counts.merge(what, count, Long::sum);
  }

  void add(Counts others) {
    others.counts.forEach(this::add);
  }

  long get(Of what) {
    return counts.getOrDefault(what, 0L);
  }

  Map<Of, Long> all() {
    return Collections.unmodifiableMap(counts);
  }

  /** One line each. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(each -> String.format("%,12d  %s", each.getValue(), each.getKey().label))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
