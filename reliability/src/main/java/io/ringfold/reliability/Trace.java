package io.ringfold.reliability;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What happened in a run, step by step: a digest of all of it, and the last steps in words. */
final class Trace {
  private static final int KEPT_STEPS = 60;
  private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01B3L;

  private final Deque<String> last = new ArrayDeque<>();
  private long digest = FNV_OFFSET;
  private long steps;

  void step(String what) {
    steps++;
    for (int i = 0; i < what.length(); i++) {
      digest = (digest ^ what.charAt(i)) * FNV_PRIME;
    }
    digest = (digest ^ '\n') * FNV_PRIME;
    if (last.size() == KEPT_STEPS) {
      last.removeFirst();
    }
    last.addLast(steps + " " + what);
  }

  /** Equal for equal steps (FNV-1a). */
  long digest() {
    return digest;
  }

  List<String> lastSteps() {
    return List.copyOf(last);
  }
}
