package io.ringfold.engine;

import io.ringfold.engine.domain.CommandContext;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The context of one decision after the other; every value follows from the command's own. */
public final class DecisionContext implements CommandContext {
  private long sequence;
  private UUID commandId;
  private long timeMicros;
  private String user;
  private Instant time;
  private RandomGenerator random;
  private int ids;

  /** Begins the next command. */
  public void begin(long nextSequence, UUID nextCommandId, long nextTimeMicros, String nextUser) {
    sequence = nextSequence;
    commandId = nextCommandId;
    timeMicros = nextTimeMicros;
    user = nextUser;
    time = null;
    random = null;
    ids = 0;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public UUID commandId() {
    return commandId;
  }

  @Override
  public Instant time() {
    if (time == null) {
      time = Micros.toInstant(timeMicros);
    }
    return time;
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public UUID newId() {
    return Uuid5.of(commandId, "id/" + ids++);
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random =
          new SplittableRandom(
              commandId.getMostSignificantBits() ^ commandId.getLeastSignificantBits());
    }
    return random;
  }
}
