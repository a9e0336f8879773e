package io.ringfold.bench.peers;

/** A peer, by its module's name and its main class. */
enum Subject {
  AERON_CLUSTER("aeron-cluster", "aeron.AeronClusterPeer"),
  EXCHANGE_CORE("exchange-core", "exchangecore.ExchangeCorePeer"),
  PREVAYLER("prevayler", "prevayler.PrevaylerPeer"),
  REVENO("reveno", "reveno.RevenoPeer");

  private final String module;
  private final String main;

  Subject(String module, String main) {
    this.module = module;
    this.main = "io.ringfold.bench.peers." + main;
  }

  /** As its module and its results are named. */
  String module() {
    return module;
  }

  String main() {
    return main;
  }
}
