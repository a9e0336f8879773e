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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What was promised to the clients so far, and the checks that it is kept: at each answer, after
 * each start, and at the end.
 */
final class Promises {
  private final Durability durability;
  private final Map<UUID, Submission> sent = new HashMap<>();
  private final Map<UUID, Answer> answered = new LinkedHashMap<>();
  private final List<UUID> answeredInOrder = new ArrayList<>();
  private List<JournalEntry> history = List.of();
  private long lastTold;
  private boolean mayBeUnavailable;
  private long answersChecked;

  Promises(Durability durability) {
    this.durability = durability;
  }

  void sent(Submission command) {
    sent.putIfAbsent(command.uuid(), command);
  }

  /** From now on the disk may be full for a while. */
  void mayBeUnavailable() {
    mayBeUnavailable = true;
  }

  /** Those with an answer, in the order that they got it. */
  List<UUID> answered() {
    return answeredInOrder;
  }

  Submission command(UUID uuid) {
    return sent.get(uuid);
  }

  long answersChecked() {
    return answersChecked;
  }

  /** At the moment of an answer, before anybody hears of it. Returns whether it is final. */
  boolean told(Outcome outcome, SteppedEngine engine) {
    UUID uuid = outcome.submission().uuid();
    requireForced("an answer", outcome.sequence(), engine);
    Answer before = answered.get(uuid);
    boolean reused = sent.get(uuid) != outcome.submission();
    if (outcome.status() == Outcome.Status.REFUSED) {
      boolean full = Codes.UNAVAILABLE.equals(outcome.code()) && mayBeUnavailable;
      if (!full && !(reused && Codes.UUID_REUSED.equals(outcome.code()))) {
        throw new Violation("exactly once", uuid + " was refused: " + outcome.code());
      }
      return false;
    }
    if (reused) {
      throw new Violation("exactly once", uuid + " was taken for two commands");
    }
    Answer answer = Answer.of(outcome);
    if (!outcome.duplicate()) {
      requireNext("an answer", outcome.sequence());
      lastTold = outcome.sequence();
    }
    if (before != null) {
      if (!before.agreesWith(answer) || !outcome.duplicate()) {
        throw new Violation(
            "exactly once", uuid + " was answered " + before + " and then " + answer);
      }
    } else {
      answered.put(uuid, answer);
      answeredInOrder.add(uuid);
      answersChecked++;
    }
    return true;
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
    answered.values().removeIf(answer -> answer.sequence() > sequence);
    answeredInOrder.removeIf(uuid -> !answered.containsKey(uuid));
    history = List.copyOf(history.subList(0, (int) Math.min(sequence, history.size())));
  }

  /**
   * Checks journal, state and read models against all that was told and seen; nothing is on its
   * way.
   *
   * @param bothWays whether snapshot plus replay is tried too, or just was, by a start
   */
  void check(SteppedEngine engine, Path data, Domains domains, int dedupWindow, boolean bothWays) {
    Model replayed = rebuild(data, domains, dedupWindow, engine.model().sequence(), false);
    List<JournalEntry> journal = JournalEntry.readAll(data.resolve("journal"));
    checkJournal(journal, engine.model().sequence());
    checkHistory(journal);
    requireSame("replay", replayed, engine.model());
    if (bothWays) {
      Model recovered = rebuild(data, domains, dedupWindow, journal.size(), true);
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

  private static Model rebuild(
      Path data, Domains domains, int dedupWindow, long sequence, boolean useSnapshots) {
    return Recovery.rebuild(data, domains, dedupWindow, sequence, useSnapshots, (at, target) -> {});
  }

  private void checkJournal(List<JournalEntry> journal, long lastSequence) {
    Set<UUID> seen = new HashSet<>();
    for (int i = 0; i < journal.size(); i++) {
      JournalEntry entry = journal.get(i);
      if (entry.sequence() != i + 1) {
        throw new Violation("one order", "record " + entry.sequence() + " in place " + (i + 1));
      }
      if (!sent.containsKey(entry.uuid())) {
        throw new Violation("journal", "record " + entry.sequence() + " was sent by nobody");
      }
      if (!seen.add(entry.uuid())) {
        throw new Violation("exactly once", entry.uuid() + " stands in the journal twice");
      }
    }
    if (journal.size() != lastSequence) {
      throw new Violation(
          "one order", "state of " + lastSequence + ", journal up to " + journal.size());
    }
    for (Answer answer : answered.values()) {
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
      bank.take(entry, sent.get(entry.uuid()));
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
