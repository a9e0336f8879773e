package io.ringfold.concurrency;

import io.ringfold.concurrency.Account.Answer;
import io.ringfold.concurrency.Account.Call;
import io.ringfold.concurrency.Recording.Command;
import io.ringfold.concurrency.Recording.Freshness;
import io.ringfold.concurrency.Recording.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Holds a recording against the one order that the answers name: the sequence of each command and
 * the basis of each query.
 *
 * <ul>
 *   <li>sequences are dense, and each is of one command
 *   <li>a command that was answered before another was sent stands before it
 *   <li>applied in this order, each command has the outcome that was told, and was not told two
 *   <li>a query's answer is the state at its basis, which is not before its min-seq, not before the
 *       basis of the same client's last query, and nothing that was sent only after the answer
 * </ul>
 *
 * <p>It needs no search, and knows what became of unknown outcomes: it sees other faults than
 * {@link Linearizability}, which believes no number that a server tells.
 */
final class OneOrder {
  private final Recording recording;
  private final long firstSequence;
  private final List<String> faults = new ArrayList<>();

  private OneOrder(Recording recording, long firstSequence) {
    this.recording = recording;
    this.firstSequence = firstSequence;
  }

  /**
   * What is wrong with the recording; empty where nothing is.
   *
   * @param firstSequence of the first command recorded
   */
  static List<String> faults(Recording recording, long firstSequence) {
    OneOrder order = new OneOrder(recording, firstSequence);
    List<Command> bySequence =
        recording.commands().stream().sorted(Comparator.comparingLong(Command::sequence)).toList();
    order.checkDense(bySequence);
    order.checkRealTime(bySequence);
    order.checkQueries(bySequence, order.checkOutcomes(bySequence));
    return order.faults;
  }

  private void checkDense(List<Command> bySequence) {
    long expected = firstSequence;
    for (Command each : bySequence) {
      if (each.sequence() != expected) {
        faults.add("sequence " + expected + " is missing or told twice before " + each);
      }
      expected = each.sequence() + 1;
    }
  }

  private void checkRealTime(List<Command> bySequence) {
    Command earliest = null;
    for (int i = bySequence.size() - 1; i >= 0; i--) {
      Command each = bySequence.get(i);
      if (earliest != null && earliest.answeredAt() < each.calledAt()) {
        faults.add(earliest + " was answered before this was sent, and stands after it: " + each);
      }
      if (earliest == null || each.answeredAt() < earliest.answeredAt()) {
        earliest = each;
      }
    }
  }

  /** Applies all commands; returns the balances of each account, by sequence. */
  private Map<String, NavigableMap<Long, Long>> checkOutcomes(List<Command> bySequence) {
    Account account = new Account();
    Map<String, NavigableMap<Long, Long>> balances = new HashMap<>();
    for (Command each : bySequence) {
      NavigableMap<Long, Long> history =
          balances.computeIfAbsent(
              each.account(), id -> new TreeMap<>(Map.of(0L, account.initial())));
      long before = history.lastEntry().getValue();
      if (each.told() != null && !each.told().equals(each.outcome())) {
        faults.add("told two outcomes: " + each);
      }
      Long after = after(account, before, each.call(), each.outcome());
      if (after == null) {
        faults.add("with a balance of " + before + " this is not the outcome: " + each);
      } else {
        history.put(each.sequence(), after);
      }
    }
    return balances;
  }

  private static Long after(Account account, long balance, Call call, Answer outcome) {
    return account.after(balance, call, outcome);
  }

  private void checkQueries(
      List<Command> bySequence, Map<String, NavigableMap<Long, Long>> balances) {
    Map<Integer, Query> lastOfClient = new HashMap<>();
    List<Query> inTime =
        recording.queries().stream().sorted(Comparator.comparingLong(Query::calledAt)).toList();
    long[] latestCall = latestCalls(bySequence);
    for (Query each : inTime) {
      NavigableMap<Long, Long> history =
          balances.getOrDefault(each.account(), new TreeMap<>(Map.of(0L, 0L)));
      long atBasis = history.floorEntry(each.basis()).getValue();
      if (atBasis != each.balance()) {
        faults.add("at its basis the balance is " + atBasis + ": " + each);
      }
      if (each.basis() < each.minSequence()) {
        faults.add("the basis is before what was asked for: " + each);
      }
      int applied = (int) Math.min(latestCall.length, each.basis() - firstSequence + 1);
      if (applied > 0 && latestCall[applied - 1] > each.answeredAt()) {
        faults.add("the basis holds a command that was sent later: " + each);
      }
      Query last = lastOfClient.put(each.client(), each);
      if (last != null && each.basis() < last.basis()) {
        faults.add("the basis goes back behind " + last + ": " + each);
      }
      if (each.freshness() == Freshness.ANY && each.minSequence() != 0) {
        faults.add("asked for any state, with a min-seq: " + each);
      }
    }
  }

  /** The latest sending of the first 1, 2, … commands. */
  private static long[] latestCalls(List<Command> bySequence) {
    long[] latest = new long[bySequence.size()];
    long soFar = Long.MIN_VALUE;
    for (int i = 0; i < latest.length; i++) {
      soFar = Math.max(soFar, bySequence.get(i).calledAt());
      latest[i] = soFar;
    }
    return latest;
  }
}
