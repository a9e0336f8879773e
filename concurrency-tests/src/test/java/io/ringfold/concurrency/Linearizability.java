package io.ringfold.concurrency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a history is linearizable: whether each call could have happened at one moment
 * between its sending and its answer, so that one object, asked call by call, had answered the
 * same. A call without an answer could have happened at any moment after its sending, or never.
 *
 * <p>The search is that of Wing and Gong: of the calls that no other one must precede, take one
 * that the object could answer so, and go on; where there is none, take back the last one. A set of
 * calls taken that leads to a state met before with the same set is not followed again, which is
 * Lowe's addition and makes it fast enough.
 *
 * <ul>
 *   <li>J. M. Wing, C. Gong: Testing and Verifying Concurrent Objects. Journal of Parallel and
 *       Distributed Computing 17 (1993)
 *   <li>G. Lowe: Testing for Linearizability. Concurrency and Computation: Practice and Experience
 *       29 (2017)
 *   <li>the list of calls and answers is after A. Athalye's Porcupine, calls of unknown outcome
 *       after K. Kingsbury's Knossos
 * </ul>
 *
 * <p>Histories of independent objects are to be checked one by one: linearizability is local (M. P.
 * Herlihy, J. M. Wing, 1990), and the search grows with the calls that overlap.
 */
final class Linearizability<S, C, A> {

  /** How many steps a search may take before it is given up: some seconds. */
  private static final long MAX_STEPS = 20_000_000;

  /**
   * What the search found.
   *
   * @param order the calls in the order in which they could have happened; of a history that is not
   *     linearizable, the longest such beginning of it
   * @param blocked what could not come next after that beginning; empty for a linearizable one
   */
  record Verdict<C, A>(
      boolean isLinearizable, List<Operation<C, A>> order, List<Operation<C, A>> blocked) {}

  private record Configuration<S>(BitSet taken, S state) {}

  private record Step<S>(int operation, S before) {}

  private final Specification<S, C, A> specification;
  private final List<Operation<C, A>> operations;

  // entries of the list: call of i at i, answer of i at count + i, the list's head at 2 * count
  private final int count;
  private final int head;
  private final int[] next;
  private final int[] previous;

  private Linearizability(Specification<S, C, A> specification, List<Operation<C, A>> operations) {
    this.specification = specification;
    this.operations = operations;
    count = operations.size();
    head = 2 * count;
    next = new int[2 * count + 1];
    previous = new int[2 * count + 1];
    link();
  }

  /**
   * Checks the history of one object.
   *
   * @throws IllegalStateException where the search takes too long to tell
   */
  static <S, C, A> Verdict<C, A> check(
      Specification<S, C, A> specification, List<Operation<C, A>> history) {
    return new Linearizability<>(specification, List.copyOf(history)).search();
  }

  private void link() {
    List<Integer> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(i);
      if (!operations.get(i).isUnknown()) {
        entries.add(count + i);
      }
    }
    // of the same moment, calls come first: then they overlap, which allows more
    entries.sort(
        (a, b) -> {
          int byTime = Long.compare(time(a), time(b));
          return byTime != 0 ? byTime : Boolean.compare(a >= count, b >= count);
        });
    int last = head;
    for (int entry : entries) {
      next[last] = entry;
      previous[entry] = last;
      last = entry;
    }
    next[last] = head;
    previous[head] = last;
  }

  private long time(int entry) {
    return entry < count
        ? operations.get(entry).calledAt()
        : operations.get(entry - count).answeredAt();
  }

  private Verdict<C, A> search() {
    Set<Configuration<S>> met = new HashSet<>();
    Deque<Step<S>> steps = new ArrayDeque<>();
    BitSet taken = new BitSet(count);
    S state = specification.initial();
    int toAnswer = (int) operations.stream().filter(each -> !each.isUnknown()).count();
    List<Integer> longest = List.of();
    int[] blocked = {};
    long tried = 0;
    int entry = next[head];
    while (toAnswer > 0) {
      if (++tried > MAX_STEPS) {
        throw new IllegalStateException(
            "cannot tell within "
                + MAX_STEPS
                + " steps whether these "
                + count
                + " operations are linearizable: record less at a time, or fewer unknown outcomes");
      }
      if (entry < count) {
        Operation<C, A> operation = operations.get(entry);
        S after = specification.after(state, operation.call(), operation.answer());
        if (after != null && isNew(met, taken, entry, after)) {
          steps.push(new Step<>(entry, state));
          state = after;
          taken.set(entry);
          takeOut(entry);
          toAnswer -= operation.isUnknown() ? 0 : 1;
          entry = next[head];
        } else {
          entry = next[entry];
        }
        continue;
      }
      // an answer whose call was not taken: none of the calls before it fits
      if (steps.size() >= longest.size()) {
        longest = inOrder(steps);
        blocked = candidates();
      }
      if (steps.isEmpty()) {
        return new Verdict<>(false, pick(longest), pick(Arrays.stream(blocked).boxed().toList()));
      }
      Step<S> step = steps.pop();
      state = step.before();
      taken.clear(step.operation());
      putBack(step.operation());
      toAnswer += operations.get(step.operation()).isUnknown() ? 0 : 1;
      entry = next[step.operation()];
    }
    return new Verdict<>(true, pick(inOrder(steps)), List.of());
  }

  private static <S> boolean isNew(Set<Configuration<S>> met, BitSet taken, int entry, S after) {
    BitSet with = (BitSet) taken.clone();
    with.set(entry);
    return met.add(new Configuration<>(with, after));
  }

  private void takeOut(int operation) {
    unlink(operation);
    if (!operations.get(operation).isUnknown()) {
      unlink(count + operation);
    }
  }

  private void unlink(int entry) {
    next[previous[entry]] = next[entry];
    previous[next[entry]] = previous[entry];
  }

  /** Undoes the {@link #takeOut} done last: the entries still know where they stood. */
  private void putBack(int operation) {
    if (!operations.get(operation).isUnknown()) {
      relink(count + operation);
    }
    relink(operation);
  }

  private void relink(int entry) {
    next[previous[entry]] = entry;
    previous[next[entry]] = entry;
  }

  /** The calls up to the first answer that is left. */
  private int[] candidates() {
    List<Integer> calls = new ArrayList<>();
    for (int entry = next[head]; entry < count; entry = next[entry]) {
      calls.add(entry);
    }
    return calls.stream().mapToInt(Integer::intValue).toArray();
  }

  private List<Integer> inOrder(Deque<Step<S>> steps) {
    List<Integer> order = new ArrayList<>();
    steps.descendingIterator().forEachRemaining(step -> order.add(step.operation()));
    return order;
  }

  private List<Operation<C, A>> pick(List<Integer> indices) {
    return indices.stream().map(operations::get).toList();
  }
}
