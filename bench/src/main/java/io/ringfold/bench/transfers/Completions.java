package io.ringfold.bench.transfers;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What an iteration achieved. JMH's own count is of calls; a call may find many commands completed,
 * or none.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Completions {

  /** The name of the counter in JMH's results. */
  static final String COUNTER = "completed";

  /** Commands completed in this iteration; set back by JMH before each. */
  public long completed;

  /** How often the ring had no room, and a command was published again. */
  public long busy;
}
