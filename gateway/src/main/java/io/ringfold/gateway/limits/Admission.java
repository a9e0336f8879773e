package io.ringfold.gateway.limits;

import io.ringfold.engine.Codes;
import io.ringfold.gateway.intake.Refusal;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Counts what each client takes, and refuses what is more than {@link Limits} say. Clients have the
 * names that {@link Clients} gives.
 *
 * <p>Thread-safe; never blocks. Its memory is bounded by the clients that are connected or have
 * sent something in the last second.
 */
public final class Admission {

  /** Looked over for clients that are gone whenever there are so many more. */
  private static final int SWEEP_EACH = 1_024;

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentMap<String, Integer> connectionsByClient = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_EACH);

  public Admission(Limits limits) {
    this(limits, System::nanoTime);
  }

  Admission(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** One connection's place; to be closed with it. Thread-safe. */
  public final class Place implements AutoCloseable {
    private final String client;
    private final TokenBucket bucket;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Place(String client, TokenBucket bucket) {
      this.client = client;
      this.bucket = bucket;
    }

    /**
     * Counts a message.
     *
     * @throws Refusal {@code busy}, where the client sends more a second than it may
     */
    public void message() throws Refusal {
      if (bucket != null) {
        takeOf(bucket, client);
      }
    }

    /** Gives the place back; more than once does nothing. */
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        connections.decrementAndGet();
        connectionsByClient.computeIfPresent(
            client, (name, count) -> count == 1 ? null : count - 1);
        if (bucket != null) {
          buckets.computeIfPresent(
              client,
              (name, held) -> {
                held.holders--;
                return held;
              });
        }
      }
    }
  }

  /**
   * Takes a place for a connection that stays.
   *
   * @throws Refusal {@code unavailable} where the server has as many as it takes, {@code busy}
   *     where the client has
   */
  public Place connect(String client) throws Refusal {
    if (connections.incrementAndGet() > limits.maxConnections()) {
      connections.decrementAndGet();
      throw new Refusal(
          Codes.UNAVAILABLE,
          "the server has "
              + limits.maxConnections()
              + " connections already (max-connections); try again later");
    }
    if (!takePlace(client)) {
      connections.decrementAndGet();
      throw new Refusal(
          Codes.BUSY,
          client
              + " has "
              + limits.maxConnectionsPerClient()
              + " connections already (max-connections-per-client); close some first");
    }
    return new Place(client, limits.maxRate() == 0 ? null : held(client));
  }

  private boolean takePlace(String client) {
    boolean[] taken = {false};
    connectionsByClient.compute(
        client,
        (name, count) -> {
          int present = count == null ? 0 : count;
          taken[0] = present < limits.maxConnectionsPerClient();
          return taken[0] ? (Integer) (present + 1) : count;
        });
    return taken[0];
  }

  /**
   * Counts a request that comes without a place of its own.
   *
   * @throws Refusal {@code busy}, where the client sends more a second than it may
   */
  public void request(String client) throws Refusal {
    if (limits.maxRate() > 0) {
      takeOf(buckets.computeIfAbsent(client, this::newBucket), client);
      sweepNowAndThen();
    }
  }

  public Limits limits() {
    return limits;
  }

  /** How many places are taken. */
  public int connections() {
    return connections.get();
  }

  /** How many clients are remembered for their rate. */
  int remembered() {
    return buckets.size();
  }

  private void takeOf(TokenBucket bucket, String client) throws Refusal {
    long nowNs = nanoTime.getAsLong();
    if (!bucket.take(nowNs)) {
      throw new Refusal(
          Codes.BUSY,
          client
              + " sends more than "
              + limits.maxRate()
              + " messages a second (max-rate); try again in "
              + (TimeUnit.NANOSECONDS.toMillis(bucket.waitNs(nowNs)) + 1)
              + " ms");
    }
  }

  private TokenBucket newBucket(String client) {
    return new TokenBucket(limits.maxRate(), nanoTime.getAsLong());
  }

  private TokenBucket held(String client) {
    sweepNowAndThen();
    return buckets.compute(
        client,
        (name, present) -> {
          TokenBucket bucket = present == null ? newBucket(name) : present;
          bucket.holders++;
          return bucket;
        });
  }

  /** A full bucket that nobody holds says no more than none at all. */
  private void sweepNowAndThen() {
    int at = sweepAt.get();
    if (buckets.size() < at || !sweepAt.compareAndSet(at, Integer.MAX_VALUE)) {
      return;
    }
    long nowNs = nanoTime.getAsLong();
    for (String client : buckets.keySet()) {
      buckets.computeIfPresent(
          client, (name, each) -> each.holders == 0 && each.isFull(nowNs) ? null : each);
    }
    sweepAt.set(buckets.size() + SWEEP_EACH);
  }
}
