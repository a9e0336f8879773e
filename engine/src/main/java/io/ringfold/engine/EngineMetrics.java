package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the engine counts about itself since it was opened, for whoever shows it to an operator.
 * There before recovery already, then all zeros.
 *
 * <p>Each counter is written by one stage, on one thread at a time, without a lock, an allocation
 * or an atomic read-modify-write; only what queries and snapshots write is shared, off the ring.
 * Names that come from outside are never kept: commands and queries are counted under names that a
 * domain defines, codes under those that a domain or the engine declares, all others under {@link
 * #OTHER}.
 *
 * <p>Thread-safe to read.
 */
public final class EngineMetrics {

  /** Where codes are counted that no domain declares. */
  public static final String OTHER = "other";

  /** How a command that was published ended. */
  public enum Ending {
    ACCEPTED,
    REJECTED,
    /** Processed before: answered like the first time. */
    DUPLICATE,
    /** Not processed, like one whose uuid is another command's. */
    REFUSED;

    /** In lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LongSupplier nanoTime;
  private final StageMetrics decide;
  private final StageMetrics journal;
  private final StageMetrics reply;
  private final StageMetrics project;

  private final Histogram commandNs = Histogram.ofTimes();
  private final Histogram appendNs = Histogram.ofTimes();
  private final Histogram forceNs = Histogram.ofTimes();
  private final Histogram migrationPauseNs = Histogram.ofTimes();
  private final AtomicLong forces = new AtomicLong();
  private final AtomicLong lastForceNs = new AtomicLong();
  private final AtomicLong journaledRecords = new AtomicLong();
  private final AtomicLong journaledBytes = new AtomicLong();

  private final Map<Domain.CommandType<?, ?>, AtomicLongArray> endings = new IdentityHashMap<>();
  private final Map<String, AtomicLongArray> endingsByName = new LinkedHashMap<>();
  private final Map<String, AtomicLong> rejections = new HashMap<>();
  private final Map<String, AtomicLong> refusals = new HashMap<>();
  private final Map<String, Histogram> queryNs = new LinkedHashMap<>();
  private final SnapshotMetrics snapshots = new SnapshotMetrics();
  private final PastMetrics past = new PastMetrics();

  private volatile LongSupplier occupiedSlots = () -> 0;
  private volatile LongSupplier publishedSlots = () -> 0;
  private volatile LongSupplier freeDiskBytes = () -> 0;
  private volatile LongSupplier journalSizeBytes = () -> 0;
  private volatile Queries queries;
  private volatile Supplier<List<ProjectionStatus>> projections = List::of;
  private volatile long recoveryNs;
  private volatile long recoveredRecords;

  /**
   * @param nanoTime counts nanoseconds from anywhere, and never back
   */
  EngineMetrics(Domains domains, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    decide = new StageMetrics("decide", nanoTime);
    journal = new StageMetrics("journal", nanoTime);
    reply = new StageMetrics("reply", nanoTime);
    project = new StageMetrics("project", nanoTime);
    domains.commands().forEach(this::countEndings);
    if (!domains.migrations().isEmpty()) {
      countEndings(domains.migrate());
    }
    for (Domain<?> domain : domains.all()) {
      domain.rejections().keySet().forEach(code -> rejections.put(code, new AtomicLong()));
    }
    if (!domains.migrations().isEmpty()) {
      rejections.put(Codes.ALREADY_MIGRATED, new AtomicLong());
      rejections.put(Codes.UNKNOWN_MIGRATION, new AtomicLong());
    }
    for (String code : List.of(Codes.CONFLICT, Codes.INTERNAL_ERROR, OTHER)) {
      rejections.put(code, new AtomicLong());
    }
    for (String code :
        List.of(
            Codes.UUID_REUSED,
            Codes.UNAVAILABLE,
            Codes.MESSAGE_TOO_LARGE,
            Codes.INTERNAL_ERROR,
            OTHER)) {
      refusals.put(code, new AtomicLong());
    }
    for (Domains.Query query : domains.queries()) {
      queryNs.put(query.type().name(), Histogram.ofTimes());
    }
  }

  private void countEndings(Domains.Command command) {
    AtomicLongArray counters = new AtomicLongArray(Ending.values().length);
    endings.put(command.type(), counters);
    endingsByName.put(command.type().name(), counters);
  }

  /** Of an engine that nobody looks at and whose time does not go on. */
  static EngineMetrics unseen(Domains domains) {
    return new EngineMetrics(domains, () -> 0);
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  StageMetrics decide() {
    return decide;
  }

  StageMetrics journal() {
    return journal;
  }

  StageMetrics reply() {
    return reply;
  }

  StageMetrics project() {
    return project;
  }

  /** Journal stage only. */
  void appended(long tookNs, int records, int bytes) {
    appendNs.record(tookNs);
    add(journaledRecords, records);
    add(journaledBytes, bytes);
  }

  /** Journal stage only. */
  void forced(long tookNs) {
    forceNs.record(tookNs);
    lastForceNs.setRelease(tookNs);
    add(forces, 1);
  }

  /** Reply stage only. */
  void replied(Outcome outcome, long tookNs) {
    Ending ending =
        outcome.duplicate()
            ? Ending.DUPLICATE
            : switch (outcome.status()) {
              case ACCEPTED -> Ending.ACCEPTED;
              case REJECTED -> Ending.REJECTED;
              case REFUSED -> Ending.REFUSED;
            };
    AtomicLongArray counters = endings.get(outcome.submission().command().type());
    counters.setRelease(ending.ordinal(), counters.getPlain(ending.ordinal()) + 1);
    if (ending == Ending.REJECTED) {
      count(rejections, outcome.code());
    } else if (ending == Ending.REFUSED) {
      count(refusals, outcome.code());
    }
    commandNs.record(tookNs);
  }

  /** Reply stage only. */
  void migrated(long pauseNs) {
    migrationPauseNs.record(pauseNs);
  }

  private static void count(Map<String, AtomicLong> byCode, String code) {
    AtomicLong counter = byCode.get(code);
    add(counter == null ? byCode.get(OTHER) : counter, 1);
  }

  private static void add(AtomicLong counter, long more) {
    counter.setRelease(counter.getPlain() + more);
  }

  /** Any thread. */
  void queried(String name, long tookNs) {
    queryNs.get(name).recordShared(tookNs);
  }

  void recovered(long tookNs, long records) {
    recoveryNs = tookNs;
    recoveredRecords = records;
  }

  void watch(
      Queries counted,
      LongSupplier freeBytes,
      LongSupplier journalSize,
      Supplier<List<ProjectionStatus>> projected) {
    queries = counted;
    journalSizeBytes = journalSize;
    projections = projected;
    freeDiskBytes = freeBytes;
  }

  void watchRing(LongSupplier occupied, LongSupplier published) {
    occupiedSlots = occupied;
    publishedSlots = published;
  }

  /** Decide, journal, reply and project. */
  public List<StageMetrics> stages() {
    return List.of(decide, journal, reply, project);
  }

  /** How many slots of the ring hold a command that is not through. */
  public long occupiedSlots() {
    return occupiedSlots.getAsLong();
  }

  /** How many slots were published on the ring in this run. */
  public long publishedSlots() {
    return publishedSlots.getAsLong();
  }

  /** From being published to the answer, durable, being handed to whoever asked. */
  public Histogram commandNs() {
    return commandNs;
  }

  /** Writing one batch, in one excerpt mostly, to the journal's files; not on disk yet. */
  public Histogram appendNs() {
    return appendNs;
  }

  /** Forcing the journal to disk, once a batch; nothing under durability {@code crash}. */
  public Histogram forceNs() {
    return forceNs;
  }

  /** How long migrations kept commands waiting. */
  public Histogram migrationPauseNs() {
    return migrationPauseNs;
  }

  /** How often the journal was forced. */
  public long forces() {
    return forces.getAcquire();
  }

  /** How long the last force took; 0 before the first. */
  public long lastForceNs() {
    return lastForceNs.getAcquire();
  }

  public long journaledRecords() {
    return journaledRecords.getAcquire();
  }

  /** Of the records alone, without what frames them. */
  public long journaledBytes() {
    return journaledBytes.getAcquire();
  }

  /** Every command of the domains, and the engine's own where they declare migrations. */
  public List<String> commandNames() {
    return new ArrayList<>(endingsByName.keySet());
  }

  /** How many commands of this name ended so. */
  public long commands(String name, Ending ending) {
    return endingsByName.get(name).getAcquire(ending.ordinal());
  }

  /** How many commands of any name ended so. */
  public long commands(Ending ending) {
    long sum = 0;
    for (AtomicLongArray counters : endingsByName.values()) {
      sum += counters.getAcquire(ending.ordinal());
    }
    return sum;
  }

  /** Rejections that were processed, by code; every code is there from the beginning. */
  public Map<String, Long> rejections() {
    return values(rejections);
  }

  /** What was published and then refused without being processed, by code. */
  public Map<String, Long> refusals() {
    return values(refusals);
  }

  private static Map<String, Long> values(Map<String, AtomicLong> counters) {
    Map<String, Long> values = new TreeMap<>();
    counters.forEach((code, counter) -> values.put(code, counter.getAcquire()));
    return values;
  }

  /** How long each query took on its thread, until its answer was handed over. */
  public Map<String, Histogram> queryNs() {
    return Collections.unmodifiableMap(queryNs);
  }

  /** Queries on a thread now. */
  public int runningQueries() {
    Queries counted = queries;
    return counted == null ? 0 : counted.running();
  }

  /** Queries that wait for a thread. */
  public int queuedQueries() {
    Queries counted = queries;
    return counted == null ? 0 : counted.queued();
  }

  /** Queries that wait for their minimum sequence. */
  public int waitingQueries() {
    Queries counted = queries;
    return counted == null ? 0 : counted.waiting();
  }

  /** Where every projection stands; none before recovery is through. */
  public List<ProjectionStatus> projections() {
    return projections.get();
  }

  public SnapshotMetrics snapshots() {
    return snapshots;
  }

  public PastMetrics past() {
    return past;
  }

  /** How long recovery took; 0 while it goes on. */
  public long recoveryNs() {
    return recoveryNs;
  }

  /** How many records recovery replayed. */
  public long recoveredRecords() {
    return recoveredRecords;
  }

  /** What the disk of the data directory had free when it was looked at last; 0 before. */
  public long freeDiskBytes() {
    return freeDiskBytes.getAsLong();
  }

  /** What the journal's segments hold, in bytes, those of earlier runs included. */
  public long journalSizeBytes() {
    return journalSizeBytes.getAsLong();
  }
}
