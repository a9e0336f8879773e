package io.ringfold.reliability;

import io.ringfold.engine.Codes;
import io.ringfold.engine.Durability;
import io.ringfold.engine.Model;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Recovery;
import io.ringfold.engine.SteppedEngine;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.Values;
import io.ringfold.examples.bank.Accounts;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What was promised to the clients so far, and the checks that it is kept: at each answer, after
 * each start, and at the end.
 */
final class Promises {
  /** What has to become of a command, as it was clear when it was decided. */
  private enum Due {
    A_NEW_RECORD,
    THE_FIRST_ANSWER,
    UUID_REUSED,
    UNAVAILABLE
  }

  private record Expected(Submission command, Due due, long sequence) {}

  private final Durability durability;
  private final int dedupWindow;
  private final Map<UUID, Submission> sent = new HashMap<>();

  /** What stands in the journal, or is on its way there: that of sequence n in place n - 1. */
  private final List<Submission> decided = new ArrayList<>();

  private final Map<UUID, Long> newest = new HashMap<>();
  private final Deque<Expected> expected = new ArrayDeque<>();
  private final SortedMap<Long, Answer> answers = new TreeMap<>();
  private final List<UUID> answeredInOrder = new ArrayList<>();
  private final Set<UUID> answeredUuids = new HashSet<>();
  private List<JournalEntry> history = List.of();
  private long lastTold;
  private boolean full;
  private long answersChecked;
  private long repeatsBeyondTheWindow;

  Promises(Durability durability, int dedupWindow) {
    this.durability = durability;
    this.dedupWindow = dedupWindow;
  }

  void sent(Submission command) {
    sent.putIfAbsent(command.uuid(), command);
  }

  /** Whether the disk has no room now, as the engine was told. */
  void full(boolean value) {
    full = value;
  }

  /** Those with an answer, in the order that they got it. */
  List<UUID> answered() {
    return answeredInOrder;
  }

  /** The first command that was sent with a uuid. */
  Submission command(UUID uuid) {
    return sent.get(uuid);
  }

  long answersChecked() {
    return answersChecked;
  }

  /** Commands that came again after the window had forgotten them, and so were processed again. */
  long repeatsBeyondTheWindow() {
    return repeatsBeyondTheWindow;
  }

  /**
   * After a command was decided.
   *
   * @param before the sequence of the state before
   * @param after the sequence of the state now: one more where it was processed
   */
  void decided(Submission command, long before, long after) {
    long first = newest.getOrDefault(command.uuid(), 0L);
    boolean known = first > 0 && first > before - dedupWindow;
    boolean processed = after != before;
    if (processed != (!known && !full)) {
      throw new Violation(
          "exactly once",
          command.uuid()
              + (first == 0 ? " is new" : " stands at sequence " + first)
              + ", the window is the "
              + dedupWindow
              + " before "
              + (before + 1)
              + (full ? ", the disk is full" : "")
              + ": it was "
              + (processed ? "" : "not ")
              + "processed");
    }
    if (known) {
      boolean same = decided.get((int) first - 1).data().equals(command.data());
      expected.add(new Expected(command, same ? Due.THE_FIRST_ANSWER : Due.UUID_REUSED, first));
    } else if (processed) {
      repeatsBeyondTheWindow += first > 0 ? 1 : 0;
      decided.add(command);
      newest.put(command.uuid(), after);
      expected.add(new Expected(command, Due.A_NEW_RECORD, after));
    } else {
      expected.add(new Expected(command, Due.UNAVAILABLE, 0));
    }
  }

  /** At the moment of an answer, before anybody hears of it. Returns whether it is final. */
  boolean told(Outcome outcome, SteppedEngine engine) {
    UUID uuid = outcome.submission().uuid();
    requireForced("an answer", outcome.sequence(), engine);
    Expected due = expected.poll();
    if (due == null || due.command() != outcome.submission()) {
      throw new Violation("one order", uuid + " was answered, its turn was that of " + due);
    }
    requireDue(due, outcome);
    if (outcome.status() == Outcome.Status.REFUSED) {
      return false;
    }
    Answer answer = Answer.of(outcome);
    if (!outcome.duplicate()) {
      requireNext("an answer", outcome.sequence());
      lastTold = outcome.sequence();
    }
    Answer before = answers.putIfAbsent(outcome.sequence(), answer);
    if (before != null && !before.agreesWith(answer)) {
      throw new Violation("exactly once", uuid + " was answered " + before + " and then " + answer);
    }
    answersChecked += before == null ? 1 : 0;
    if (answeredUuids.add(uuid)) {
      answeredInOrder.add(uuid);
    }
    return true;
  }

  private static void requireDue(Expected due, Outcome outcome) {
    boolean refused = outcome.status() == Outcome.Status.REFUSED;
    boolean right =
        switch (due.due()) {
          case A_NEW_RECORD ->
              !refused && !outcome.duplicate() && outcome.sequence() == due.sequence();
          case THE_FIRST_ANSWER ->
              !refused && outcome.duplicate() && outcome.sequence() == due.sequence();
          case UUID_REUSED -> refused && Codes.UUID_REUSED.equals(outcome.code());
          case UNAVAILABLE -> refused && Codes.UNAVAILABLE.equals(outcome.code());
        };
    if (!right) {
      throw new Violation(
          "exactly once",
          due.command().uuid()
              + " was due "
              + due.due()
              + " "
              + due.sequence()
              + ", its answer is "
              + Answer.of(outcome));
    }
  }

  /** At the moment of an update. */
  void updated(Outcome outcome, SteppedEngine engine) {
    if (outcome.status() != Outcome.Status.REFUSED && !outcome.duplicate()) {
      requireForced("an update", outcome.sequence(), engine);
      if (outcome.sequence() != lastTold) {
        throw new Violation(
            "updates have no holes", outcome.sequence() + " after an answer of " + lastTold);
      }
    }
  }

  /** After the projections moved. */
  void projected(SteppedEngine engine) {
    requireForced("a basis", engine.projectedSequence(), engine);
  }

  private void requireForced(String what, long sequence, SteppedEngine engine) {
    if (durability == Durability.FSYNC && sequence > engine.forcedSequence()) {
      throw new Violation(
          "acknowledged means durable",
          what
              + " of sequence "
              + sequence
              + " got out when "
              + engine.forcedSequence()
              + " was forced");
    }
  }

  private void requireNext(String what, long sequence) {
    if (sequence != lastTold + 1) {
      throw new Violation("one order", what + " of sequence " + sequence + " after " + lastTold);
    }
  }

  /** Power was cut under a journal that is not forced: what is not there any more was lost. */
  void forgetAfter(long sequence) {
    answers.tailMap(sequence + 1).clear();
    answeredUuids.clear();
    answers.values().forEach(answer -> answeredUuids.add(answer.command().uuid()));
    answeredInOrder.retainAll(answeredUuids);
    history = List.copyOf(history.subList(0, (int) Math.min(sequence, history.size())));
  }

  /** A start came to this sequence: what was on its way behind it never happened. */
  void startedAt(long sequence) {
    if (sequence > decided.size()) {
      throw new Violation(
          "journal", "started at " + sequence + ", decided were " + decided.size() + " commands");
    }
    decided.subList((int) sequence, decided.size()).clear();
    newest.clear();
    for (int i = 0; i < decided.size(); i++) {
      newest.put(decided.get(i).uuid(), i + 1L);
    }
    expected.clear();
    full = false;
  }

  /**
   * Checks journal, state and read models against all that was told and seen; nothing is on its
   * way.
   *
   * @param bothWays whether snapshot plus replay is tried too, or just was, by a start
   */
  void check(SteppedEngine engine, Path data, Domains domains, boolean bothWays) {
    Model replayed = rebuild(data, domains, engine.model().sequence(), false);
    List<JournalEntry> journal = JournalEntry.readAll(data.resolve("journal"));
    checkJournal(journal, engine.model().sequence());
    checkHistory(journal);
    requireSame("replay", replayed, engine.model());
    if (bothWays) {
      Model recovered = rebuild(data, domains, journal.size(), true);
      requireSame("snapshot + replay", recovered, engine.model());
    }
    checkBank(journal, engine.model());
    history = journal;
    lastTold = journal.size();
    if (engine.projectedSequence() != journal.size()) {
      throw new Violation(
          "queries name their basis",
          "basis " + engine.projectedSequence() + " where the journal ends at " + journal.size());
    }
  }

  private Model rebuild(Path data, Domains domains, long sequence, boolean useSnapshots) {
    return Recovery.rebuild(data, domains, dedupWindow, sequence, useSnapshots, (at, target) -> {});
  }

  private void checkJournal(List<JournalEntry> journal, long lastSequence) {
    Map<UUID, Integer> seen = new HashMap<>();
    for (int i = 0; i < journal.size(); i++) {
      JournalEntry entry = journal.get(i);
      if (entry.sequence() != i + 1) {
        throw new Violation("one order", "record " + entry.sequence() + " in place " + (i + 1));
      }
      if (i >= decided.size() || !decided.get(i).uuid().equals(entry.uuid())) {
        throw new Violation("journal", "record " + entry.sequence() + " was decided by nobody");
      }
      Integer before = seen.put(entry.uuid(), i);
      if (before != null && i - before <= dedupWindow) {
        throw new Violation(
            "exactly once",
            entry.uuid()
                + " stands in the journal at "
                + (before + 1)
                + " and at "
                + (i + 1)
                + ", the window is "
                + dedupWindow);
      }
    }
    if (journal.size() != lastSequence) {
      throw new Violation(
          "one order", "state of " + lastSequence + ", journal up to " + journal.size());
    }
    for (Answer answer : answers.values()) {
      if (answer.sequence() > journal.size()) {
        throw new Violation(
            "acknowledged means durable",
            answer + " was told, the journal ends at " + journal.size());
      }
      JournalEntry entry = journal.get((int) answer.sequence() - 1);
      boolean accepted = answer.status() == Outcome.Status.ACCEPTED;
      if (!entry.uuid().equals(answer.command().uuid())
          || entry.accepted() != accepted
          || !accepted && !entry.code().equals(answer.code())
          || answer.eventCount() >= 0 && entry.eventCount() != answer.eventCount()) {
        throw new Violation(
            "exactly once", answer.command().uuid() + " was told " + answer + ", is " + entry);
      }
    }
  }

  /**
   * After the start on a journal whose newest records are unreadable, and could not be told from a
   * torn tail: what is left has to be the journal as it was, up to some record, and the state that
   * of these records.
   *
   * @return how many of the answered commands are gone
   */
  long checkLeft(SteppedEngine engine, Path data, Domains domains) {
    long end = engine.model().sequence();
    List<JournalEntry> left = JournalEntry.readAll(data.resolve("journal"));
    if (left.size() != end || end > decided.size()) {
      throw new Violation(
          "damage is never believed",
          "state of " + end + ", journal up to " + left.size() + ", decided " + decided.size());
    }
    for (JournalEntry entry : left) {
      int at = (int) entry.sequence() - 1;
      if (!entry.uuid().equals(decided.get(at).uuid())
          || at < history.size() && !entry.equals(history.get(at))) {
        throw new Violation(
            "damage is never believed", "record " + entry.sequence() + " is not what it was");
      }
    }
    requireSame("replay", rebuild(data, domains, end, false), engine.model());
    checkBank(left, engine.model());
    return answers.tailMap(end + 1).size();
  }

  private void checkHistory(List<JournalEntry> journal) {
    for (JournalEntry before : history) {
      if (before.sequence() > journal.size()
          || !journal.get((int) before.sequence() - 1).equals(before)) {
        throw new Violation(
            "acknowledged means durable", "record " + before.sequence() + " is not what it was");
      }
    }
  }

  private static void requireSame(String how, Model one, Model live) {
    if (!one.stateHash().equals(live.stateHash())) {
      throw new Violation(
          "state is a function of the journal", how + " comes to another state than the live one");
    }
    if (!Arrays.equals(Values.hash(one.readModels()), Values.hash(live.readModels()))) {
      throw new Violation(
          "state is a function of the journal", how + " comes to other read models");
    }
  }

  private void checkBank(List<JournalEntry> journal, Model live) {
    ReferenceBank bank = new ReferenceBank();
    for (JournalEntry entry : journal) {
      bank.take(entry, decided.get((int) entry.sequence() - 1));
    }
    Accounts accounts = (Accounts) live.states().get("bank");
    if (accounts.total() != bank.total() || accounts.count() != bank.balances().size()) {
      throw new Violation(
          "bank invariant", "it holds " + accounts.total() + ", should be " + bank.total());
    }
    Map<?, ?> ledger = (Map<?, ?>) Values.plain(live.readModels().get("bank/ledger"));
    Map<Object, Object> balances = new TreeMap<>();
    ((Map<?, ?>) ledger.get("accounts"))
        .forEach((id, account) -> balances.put(id, ((Map<?, ?>) account).get("balance")));
    if (!balances.equals(bank.balances())) {
      throw new Violation(
          "bank invariant", "the ledger says " + balances + ", should be " + bank.balances());
    }
  }
}
