package io.ringfold.snapshots;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Classes as a domain's state may have them. */
final class Samples {

  private Samples() {}

  enum Colour {
    RED,
    GREEN {
      @Override
      boolean calm() {
        return true;
      }
    };

    boolean calm() {
      return false;
    }
  }

  record Point(int x, long y, String label, Colour colour, List<String> tags) {}

  record Nothing() {}

  /** Final fields, no constructor to call, an inherited field. */
  static class Owned {
    private final String owner;

    Owned(String owner) {
      this.owner = owner;
    }

    String owner() {
      return owner;
    }
  }

  static final class Account extends Owned {
    private final long number;
    private long balance;
    private transient int asked;

    Account(String owner, long number, long balance) {
      super(owner);
      this.number = number;
      this.balance = balance;
    }

    void deposit(long amount) {
      balance += amount;
    }

    int ask() {
      return ++asked;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Account that
          && that.number == number
          && that.balance == balance
          && that.owner().equals(owner());
    }

    @Override
    public int hashCode() {
      return Objects.hash(number, balance, owner());
    }
  }

  /** With a constructor without arguments: its transient field is to be there after reading. */
  static final class Accounts {
    private final Map<Long, Account> byNumber = new LinkedHashMap<>();
    private final Map<String, Account> byOwner = new LinkedHashMap<>();
    private final transient StringBuilder scratch = new StringBuilder();

    private Accounts() {}

    static Accounts empty() {
      return new Accounts();
    }

    void open(Account account) {
      byNumber.put(account.number, account);
      byOwner.put(account.owner(), account);
    }

    Map<Long, Account> byNumber() {
      return byNumber;
    }

    Map<String, Account> byOwner() {
      return byOwner;
    }

    StringBuilder scratch() {
      return scratch;
    }
  }

  static final class Link {
    Link next;
  }

  static SnapshotTypes types() {
    return SnapshotTypes.of(
        List.of(
            Colour.class,
            Point.class,
            Point[].class,
            Nothing.class,
            Account.class,
            Accounts.class,
            Link.class,
            SnapshotTypesTest.Pile.class,
            SnapshotTypesTest.Register.class));
  }
}
