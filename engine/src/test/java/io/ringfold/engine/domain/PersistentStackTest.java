package io.ringfold.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentStackTest {

  @Test
  void keepsEveryListAsItWasHoweverTheyBranch() {
    SplittableRandom random = new SplittableRandom(4);
    List<PersistentStack<Integer>> stacks = new ArrayList<>(List.of(PersistentStack.empty()));
    List<List<Integer>> expected = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < 2_000; i++) {
      // mostly the newest, which grows in place; now and then an earlier one, which branches
      int from = random.nextInt(10) > 0 ? stacks.size() - 1 : random.nextInt(stacks.size());
      stacks.add(stacks.get(from).plus(i));
      List<Integer> longer = new ArrayList<>(List.of(i));
      longer.addAll(expected.get(from));
      expected.add(longer);
    }
    for (int i = 0; i < stacks.size(); i++) {
      assertEquals(expected.get(i), List.copyOf(stacks.get(i)));
      assertEquals(stacks.get(i), expected.get(i));
      assertEquals(expected.get(i).hashCode(), stacks.get(i).hashCode());
      assertEquals(
          expected.get(i).subList(0, Math.min(7, expected.get(i).size())), stacks.get(i).newest(7));
    }
  }

  @Test
  void givesTheNewestFirst() {
    PersistentStack<Integer> stack = PersistentStack.empty();
    for (int i = 0; i < 1_000; i++) {
      stack = stack.plus(i);
    }
    assertEquals(999, stack.get(0));
    assertEquals(0, stack.get(999));
    assertEquals(List.of(999, 998), stack.newest(2));
    assertEquals(1_000, stack.newest(5_000).size());
    assertEquals(stack, PersistentStack.copyOf(stack));
    assertNotEquals(stack, stack.plus(1));
    PersistentStack<Integer> whole = stack;
    assertThrows(IndexOutOfBoundsException.class, () -> whole.get(1_000));
    assertThrows(NullPointerException.class, () -> whole.plus(null));
    assertThrows(UnsupportedOperationException.class, () -> whole.add(1));
  }

  @Test
  void branchesOnSeveralThreadsWithoutAnElementLost() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 200; round++) {
        PersistentStack<Integer> common = PersistentStack.<Integer>empty().plus(-1).plus(-2);
        List<Future<PersistentStack<Integer>>> branches = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
          int own = thread;
          branches.add(
              threads.submit(
                  () -> {
                    PersistentStack<Integer> branch = common;
                    for (int i = 0; i < 200; i++) {
                      branch = branch.plus(2 * i + own);
                    }
                    return branch;
                  }));
        }
        for (int thread = 0; thread < 2; thread++) {
          int own = thread;
          List<Integer> expected =
              new ArrayList<>(IntStream.range(0, 200).mapToObj(i -> 2 * (199 - i) + own).toList());
          expected.addAll(List.of(-2, -1));
          assertEquals(expected, branches.get(thread).get());
        }
        assertEquals(List.of(-2, -1), common);
      }
    } finally {
      threads.shutdown();
    }
  }
}
