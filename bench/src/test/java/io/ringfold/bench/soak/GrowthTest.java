package io.ringfold.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {

  private static List<Sample> samples(int count, IntToDoubleFunction value) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double v = value.applyAsDouble(i);
              return new Sample(i, (long) (v * 1048576), (long) v, (int) v, (int) v, v, i, i, i, v);
            })
        .toList();
  }

  @Test
  void findsALeakHoweverSlowItIs() {
    // half a percent a sample
    String said = Growth.HEAP.in(samples(60, i -> 100 + i / 2.0)).orElseThrow();
    assertTrue(said.startsWith("heap after GC grew from "), said);
    assertTrue(Growth.THREADS.in(samples(9, i -> 50 + i)).isPresent());
    assertTrue(Growth.LATENCY.in(samples(30, i -> 3 + i)).isPresent());
  }

  @Test
  void takesNoPeakAndNoRippleForGrowth() {
    assertEquals(Optional.empty(), Growth.HEAP.in(samples(30, i -> i == 25 ? 900 : 100)));
    assertEquals(Optional.empty(), Growth.HEAP.in(samples(30, i -> 100 + i % 7)));
    assertEquals(Optional.empty(), Growth.LATENCY.in(samples(30, i -> i % 3 == 0 ? 90 : 5)));
    assertEquals(Optional.empty(), Growth.FILES.in(samples(30, i -> 200 - i)));
  }

  @Test
  void passesOverSamplesWithoutAnAcknowledgement() {
    assertEquals(
        Optional.empty(), Growth.LATENCY.in(samples(30, i -> i % 2 == 0 ? 5 : Double.NaN)));
  }
}
