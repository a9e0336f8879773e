package io.ringfold.bench.peers.exchangecore;

import exchange.core2.core.ExchangeApi;
import exchange.core2.core.ExchangeCore;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.CoreWaitStrategy;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.api.ApiAddUser;
import exchange.core2.core.common.api.ApiAdjustUserBalance;
import exchange.core2.core.common.api.ApiCommand;
import exchange.core2.core.common.api.ApiPlaceOrder;
import exchange.core2.core.common.api.binary.BatchAddSymbolsCommand;
import exchange.core2.core.common.api.reports.SingleUserReportQuery;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.ExchangeConfiguration;
import exchange.core2.core.common.config.InitialStateConfiguration;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.common.config.OrdersProcessingConfiguration;
import exchange.core2.core.common.config.PerformanceConfiguration;
import exchange.core2.core.common.config.ReportsQueriesConfiguration;
import exchange.core2.core.common.config.SerializationConfiguration;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.processors.journaling.DiskSerializationProcessor;
import exchange.core2.core.processors.journaling.DiskSerializationProcessorConfiguration;
import exchange.core2.core.processors.journaling.ISerializationProcessor;
import io.ringfold.bench.peers.harness.Completions;
import io.ringfold.bench.peers.harness.Peer;
import io.ringfold.bench.peers.harness.PeerException;
import io.ringfold.bench.peers.harness.PeerMain;
import io.ringfold.bench.peers.harness.PeerSettings;
import io.ringfold.bench.peers.harness.PeerSettings.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** exchange-core with journaling to disk: one risk engine, one matching engine. */
public final class ExchangeCorePeer implements Peer {
  private static final int MONEY = 1;
  private static final int TOKEN = 2;
  private static final int FIRST_SYMBOL = 10;
  private static final int FIRST_USER = 1;
  private static final long TOKENS = 1_000_000_000_000_000L;
  private static final int LONGEST_WAIT_S = 30;

  private final PeerSettings settings;
  private final Completions completions;
  private final ExchangeCore core;
  private final ExchangeApi api;
  private int reports;

  ExchangeCorePeer(PeerSettings settings, Completions completions) {
    this.settings = settings;
    this.completions = completions;
    core =
        ExchangeCore.builder()
            .resultsConsumer(this::hear)
            .exchangeConfiguration(
                ExchangeConfiguration.builder()
                    .initStateCfg(InitialStateConfiguration.cleanStartJournaling("BENCH"))
                    .performanceCfg(performance())
                    .serializationCfg(
                        SerializationConfiguration.builder()
                            .enableJournaling(true)
                            .serializationProcessorFactory(this::journal)
                            .build())
                    .ordersProcessingCfg(OrdersProcessingConfiguration.DEFAULT)
                    .reportsQueriesCfg(ReportsQueriesConfiguration.DEFAULT)
                    .loggingCfg(LoggingConfiguration.DEFAULT)
                    .build())
            .build();
    core.startup();
    api = core.getApi();
    openAccounts();
  }

  /** What its authors take for throughput, on two cores: one engine of each, and threads yield. */
  private static PerformanceConfiguration performance() {
    return PerformanceConfiguration.throughputPerformanceBuilder()
        .matchingEnginesNum(1)
        .riskEnginesNum(1)
        .threadFactory(Thread::new)
        .waitStrategy(CoreWaitStrategy.YIELDING)
        .orderBookFactory(OrderBookDirectImpl::new)
        .build();
  }

  private ISerializationProcessor journal(ExchangeConfiguration exchange) {
    DiskSerializationProcessorConfiguration defaults =
        DiskSerializationProcessorConfiguration.createDefaultConfig();
    DiskSerializationProcessor journal =
        new DiskSerializationProcessor(
            exchange,
            DiskSerializationProcessorConfiguration.builder()
                .storageFolder(settings.directory().toString())
                .snapshotLz4CompressorFactory(defaults.getSnapshotLz4CompressorFactory())
                .journalFileMaxSize(defaults.getJournalFileMaxSize())
                .journalBufferSize(defaults.getJournalBufferSize())
                .journalBatchCompressThreshold(defaults.getJournalBatchCompressThreshold())
                .journalLz4CompressorFactory(defaults.getJournalLz4CompressorFactory())
                .build());
    return settings.durability() == Durability.fsync
        ? journal
        : new UnforcedJournal(journal, settings.directory());
  }

  private void openAccounts() {
    List<CoreSymbolSpecification> symbols = new ArrayList<>();
    for (int account = 0; account < PeerSettings.ACCOUNTS; account++) {
      symbols.add(
          CoreSymbolSpecification.builder()
              .symbolId(FIRST_SYMBOL + account)
              .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
              .baseCurrency(TOKEN)
              .quoteCurrency(MONEY)
              .baseScaleK(1)
              .quoteScaleK(1)
              .takerFee(0)
              .makerFee(0)
              .build());
    }
    require(api.submitBinaryDataAsync(new BatchAddSymbolsCommand(symbols)));
    for (int account = 0; account < PeerSettings.ACCOUNTS; account++) {
      long user = FIRST_USER + account;
      require(ApiAddUser.builder().uid(user).build());
      require(deposit(user, MONEY, PeerSettings.OPENING_BALANCE));
      require(deposit(user, TOKEN, TOKENS));
      require(
          ApiPlaceOrder.builder()
              .uid(user)
              .orderId(account + 1)
              .symbol(FIRST_SYMBOL + account)
              .action(OrderAction.ASK)
              .orderType(OrderType.GTC)
              .price(1)
              .size(TOKENS)
              .build());
    }
  }

  private static ApiCommand deposit(long user, int currency, long amount) {
    return ApiAdjustUserBalance.builder()
        .uid(user)
        .currency(currency)
        .amount(amount)
        .transactionId(currency)
        .build();
  }

  private void require(ApiCommand command) {
    require(api.submitCommandAsync(command));
  }

  private static void require(CompletableFuture<CommandResultCode> answer) {
    CommandResultCode code = await(answer);
    if (code != CommandResultCode.SUCCESS && code != CommandResultCode.ACCEPTED) {
      throw new PeerException("an account could not be opened: " + code);
    }
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.get(LONGEST_WAIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new PeerException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerException("interrupted", e);
    }
  }

  /** On the results thread, after journal and matching engine are done with the command. */
  private void hear(OrderCommand command, long sequence) {
    if (command.command != OrderCommandType.PLACE_ORDER
        || command.orderId <= PeerSettings.ACCOUNTS) {
      return;
    }
    if (command.resultCode != CommandResultCode.SUCCESS
        || command.matcherEvent == null
        || command.matcherEvent.eventType != MatcherEventType.TRADE
        || command.matcherEvent.size != command.size) {
      completions.failed(new IllegalStateException("not filled: " + command));
    }
    completions.completed(command.orderId - PeerSettings.ACCOUNTS);
  }

  @Override
  public String durableBy() {
    return (settings.durability() == Durability.fsync
            ? "its own journal as it is: opened with O_DSYNC, one synchronous write a batch of the"
                + " ring, on which the results handler waits"
            : "its own journal with the file opened anew without O_DSYNC, as no setting turns it"
                + " off: one write a batch of the ring, on which the results handler waits")
        + "; one risk engine and one matching engine, ring of 65536, waits yield, journal buffer"
        + " 256 KiB, batches from 2 KiB on compressed with LZ4; a transfer is an order of 78 bytes"
        + " in the journal";
  }

  @Override
  public boolean offer(long number, int from, int to, int amount) {
    api.submitCommand(
        ApiPlaceOrder.builder()
            .uid(FIRST_USER + from)
            .orderId(PeerSettings.ACCOUNTS + number)
            .symbol(FIRST_SYMBOL + to)
            .action(OrderAction.BID)
            .orderType(OrderType.IOC)
            .price(1)
            .reservePrice(1)
            .size(amount)
            .build());
    return true;
  }

  @Override
  public long balance(int account) {
    return await(api.processReport(new SingleUserReportQuery(FIRST_USER + account), ++reports))
        .getAccounts()
        .get(MONEY);
  }

  @Override
  public void close() {
    core.shutdown(LONGEST_WAIT_S, TimeUnit.SECONDS);
  }

  /** Runs the peer once, by its command line. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return PeerMain.run(
        "exchange-core",
        "0.5.3",
        Completions::inOrder,
        ExchangeCorePeer::new,
        args,
        System.out,
        System.err);
  }
}
