package io.ringfold.index;

import java.nio.file.Path;
import java.util.Random;

/** A process that works and indexes until it is killed; started by {@link IndexKillTest}. */
final class Killed {
  private Killed() {}

  /** Arguments: data directory, seed, records a block. */
  public static void main(String[] args) {
    try (Work work = new Work(Path.of(args[0]), new Random(Long.parseLong(args[1])));
        Indexed indexed =
            new Indexed(Path.of(args[0]), work::sequence, Integer.parseInt(args[2]))) {
      System.out.println("working from " + work.sequence());
      while (true) {
        work.send();
        if (work.sequence() - indexed.index.indexedSequence() > 5_000) {
          Thread.onSpinWait(); // both are to be in the middle of something when it ends
        }
      }
    }
  }
}
