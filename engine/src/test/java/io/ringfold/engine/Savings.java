package io.ringfold.engine;

import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Key;
import io.ringfold.engine.domain.MigrationType;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/** A domain whose state is migrated, for tests: what each account holds. */
final class Savings {

  record Put(@Key String account, long amount) {}

  record WasPut(@Key String account, long amount) {}

  record GetHolding(String account) {}

  static final class Accounts {
    private TreeMap<String, Long> holdings = new TreeMap<>();
    private String lastMigration = "none";

    void put(WasPut event) {
      holdings.merge(event.account(), event.amount(), Long::sum);
    }

    /** Half done where it is asked to break. */
    Accounts halved(String breaking) {
      for (String account : holdings.keySet()) {
        if (account.equals(breaking)) {
          throw new IllegalStateException("planted");
        }
        holdings.compute(account, (any, amount) -> amount / 2);
      }
      return this;
    }
  }

  record Holdings(HashPMap<String, Long> byAccount) {
    Holdings plus(WasPut event) {
      return new Holdings(
          byAccount.plus(
              event.account(), byAccount.getOrDefault(event.account(), 0L) + event.amount()));
    }

    Holdings mapped(UnaryOperator<Long> amount) {
      HashPMap<String, Long> mapped = byAccount;
      for (var each : byAccount.entrySet()) {
        mapped = mapped.plus(each.getKey(), amount.apply(each.getValue()));
      }
      return new Holdings(mapped);
    }
  }

  private Savings() {}

  /** Without migrations but for those that are declared here. */
  static Domains with(Consumer<Domain.Builder<Accounts>> migrations) {
    Domain.Builder<Accounts> builder =
        Domain.define("savings", Accounts.class, Accounts::new)
            .command(
                "put",
                Put.class,
                (state, command, context) ->
                    command.amount() == 0
                        ? Decision.reject("nothing", "nothing to put")
                        : Decision.accept(new WasPut(command.account(), command.amount())))
            .rejection("nothing", "there is nothing to put")
            .event("was-put", 1, WasPut.class, Accounts::put)
            .projection(
                "holdings",
                Holdings.class,
                () -> new Holdings(HashTreePMap.empty()),
                p -> p.on(WasPut.class, (model, event, context) -> model.plus(event)))
            .query(
                "get-holding",
                GetHolding.class,
                Holdings.class,
                (model, query) -> model.byAccount().getOrDefault(query.account(), 0L));
    migrations.accept(builder);
    return Domains.of(builder.build());
  }

  /** With two: {@code halve} once, {@code add-bonus} as often as wanted, in two versions. */
  static Domains domains() {
    return with(
        builder ->
            builder
                .migration(
                    "halve",
                    1,
                    "each account holds half of it",
                    (state, context) -> state.halved(null),
                    Savings::halvedHoldings)
                .migration(
                    "add-bonus",
                    1,
                    "each account gets one",
                    (state, context) -> bonus(state, 1),
                    also -> also.repeatable().projection("holdings", Holdings.class, bonus(1)))
                .migration(
                    "add-bonus",
                    2,
                    "each account gets what the dice say",
                    (state, context) -> bonus(state, context.random().nextInt(1, 1_000_000)),
                    MigrationType.Builder::repeatable));
  }

  static void halvedHoldings(MigrationType.Builder also) {
    also.projection(
        "holdings", Holdings.class, (model, context) -> model.mapped(amount -> amount / 2));
  }

  private static Accounts bonus(Accounts state, long bonus) {
    Accounts next = new Accounts();
    state.holdings.forEach((account, amount) -> next.holdings.put(account, amount + bonus));
    next.lastMigration = "bonus of " + bonus;
    return next;
  }

  private static MigrationType.ModelTransformation<Holdings> bonus(long bonus) {
    return (model, context) -> model.mapped(amount -> amount + bonus);
  }
}
