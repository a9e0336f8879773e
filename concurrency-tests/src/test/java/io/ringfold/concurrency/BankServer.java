package io.ringfold.concurrency;

import io.ringfold.engine.domain.Domains;
import io.ringfold.examples.bank.Bank;
import io.ringfold.gateway.ConfigurationException;
import io.ringfold.gateway.Gateway;
import io.ringfold.gateway.GatewayConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A server of the bank that is stopped and started again over the same data directory. */
final class BankServer implements AutoCloseable {
  private final Map<String, String> settings;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private Gateway gateway;
  private volatile URI webSocket;

  BankServer(Path data) {
    settings = Map.of("data", data.toString(), "port", "0", "segment-bytes", "1m");
    gateway = start();
  }

  private Gateway start() {
    Gateway started;
    try {
      started =
          Gateway.open(GatewayConfig.of(settings), Domains.of(Bank.DEFINITION), failure::complete);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
    started.recover();
    webSocket = URI.create(started.url().replace("http:", "ws:") + "/ws");
    return started;
  }

  /** Stops in order while clients are at it, and starts again, on another port. */
  void restart() {
    gateway.close();
    gateway = start();
  }

  /** Where it is now, or was last. */
  URI webSocket() {
    return webSocket;
  }

  /** What it failed with, or null. */
  Throwable failure() {
    return failure.getNow(null);
  }

  @Override
  public void close() {
    gateway.close();
  }
}
