package io.ringfold.concurrency;

import io.ringfold.concurrency.Account.Answer;
import io.ringfold.concurrency.Account.Balance;
import io.ringfold.concurrency.Account.Call;
import io.ringfold.concurrency.Account.GetBalance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What clients asked of the bank, and what they were told. */
record Recording(List<Command> commands, List<Query> queries) {

  /**
   * A deposit or withdrawal.
   *
   * @param told what the client that sent it was told in time; null where nothing
   * @param answeredAt {@link Operation#NEVER} where it was told nothing
   * @param sequence which place it has in the order of all, asked for again where it was not told
   * @param outcome what became of it, asked for again where it was not told
   */
  record Command(
      String account,
      Call call,
      Answer told,
      long calledAt,
      long answeredAt,
      long sequence,
      Answer outcome) {

    boolean isUnknown() {
      return told == null;
    }
  }

  /** How new the state must be that a query is answered from. */
  enum Freshness {
    /** Any state will do. */
    ANY,
    /** With every command that this client was told of. */
    OWN,
    /** With every command that any client was told of before the query was sent. */
    NEWEST
  }

  /**
   * A balance that was read.
   *
   * @param client who asked, one thing after the other
   */
  record Query(
      int client,
      String account,
      Freshness freshness,
      long minSequence,
      long basis,
      long balance,
      long calledAt,
      long answeredAt) {

    Query withBalance(long other) {
      return new Query(client, account, freshness, minSequence, basis, other, calledAt, answeredAt);
    }

    Query answeredFrom(long otherBasis, long otherBalance) {
      return new Query(
          client, account, freshness, minSequence, otherBasis, otherBalance, calledAt, answeredAt);
    }
  }

  /** The same with one query's answer replaced. */
  Recording with(Query replaced, Query by) {
    List<Query> others = new ArrayList<>(queries);
    others.set(queries.indexOf(replaced), by);
    return new Recording(commands, others);
  }

  List<String> accounts() {
    return Stream.concat(
            commands.stream().map(Command::account), queries.stream().map(Query::account))
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * The history of one account as its clients saw it: no sequences, no bases, and nothing of what
   * was asked for again later. Of the queries, those that ask for the newest state: the others may
   * be answered from an older one.
   */
  List<Operation<Call, Answer>> historyOf(String account) {
    List<Operation<Call, Answer>> history = new ArrayList<>();
    for (Command each : commands) {
      if (each.account().equals(account)) {
        history.add(new Operation<>(each.call(), each.told(), each.calledAt(), each.answeredAt()));
      }
    }
    for (Query each : queries) {
      if (each.account().equals(account) && each.freshness() == Freshness.NEWEST) {
        history.add(
            new Operation<>(
                new GetBalance(), new Balance(each.balance()), each.calledAt(), each.answeredAt()));
      }
    }
    return history;
  }
}
