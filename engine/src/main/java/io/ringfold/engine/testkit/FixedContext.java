package io.ringfold.engine.testkit;

import io.ringfold.engine.Uuid5;
import io.ringfold.engine.domain.CommandContext;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The circumstances of one decision, made anew for each time that it is taken. */
final class FixedContext implements CommandContext {
  private final Circumstances circumstances;
  private final RandomGenerator random;
  private int ids;

  FixedContext(Circumstances circumstances) {
    this.circumstances = circumstances;
    UUID seed = circumstances.commandId();
    random = new SplittableRandom(seed.getMostSignificantBits() ^ seed.getLeastSignificantBits());
  }

  @Override
  public long sequence() {
    return circumstances.sequence();
  }

  @Override
  public UUID commandId() {
    return circumstances.commandId();
  }

  @Override
  public Instant time() {
    return circumstances.time();
  }

  @Override
  public String user() {
    return circumstances.user();
  }

  @Override
  public UUID newId() {
    return Uuid5.of(commandId(), "id/" + ids++);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
