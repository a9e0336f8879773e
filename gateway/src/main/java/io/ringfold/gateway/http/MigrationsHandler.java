package io.ringfold.gateway.http;

import io.ringfold.engine.AppliedMigration;
import io.ringfold.engine.Codes;
import io.ringfold.engine.Engine;
import io.ringfold.engine.EngineException;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Migrate;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.Envelopes;
import io.ringfold.gateway.format.MigrationMessage;
import io.ringfold.gateway.format.ValueWriter;
import io.ringfold.gateway.format.Word;
import io.ringfold.gateway.intake.GatewayCodes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * {@code POST /migrations}: changes the whole state of a domain by a function that it declares,
 * answered like a command with {@code sync=true}; and {@code GET /migrations}: which there are, and
 * when they happened. For the role admin.
 *
 * <p>Before a migration reaches the ring, it is rehearsed beside it, on a thread of its own, one at
 * a time.
 */
public final class MigrationsHandler implements HttpHandler {
  private static final int DEFAULT_TIMEOUT_MS = 60_000;
  private static final List<String> POST_PARAMETERS = List.of("timeout-ms");
  private static final List<String> GET_PARAMETERS = List.of();

  private static final Word MIGRATIONS = Word.of("migrations");
  private static final Word DOMAIN = Word.of("domain");
  private static final Word NAME = Word.of("name");
  private static final Word VERSION = Word.of("version");
  private static final Word MEANING = Word.of("meaning");
  private static final Word REPEATABLE = Word.of("repeatable");
  private static final Word DECLARED = Word.of("declared");
  private static final Word APPLIED = Word.of("applied");
  private static final Word SEQ = Word.of("seq");
  private static final Word TIMESTAMP = Word.of("timestamp");
  private static final Word USER = Word.of("user");
  private static final Word UUID_FIELD = Word.of("uuid");
  private static final Word HASH_BEFORE = Word.of("hash-before");
  private static final Word HASH_AFTER = Word.of("hash-after");
  private static final Word PAUSE_NS = Word.of("pause-ns");

  /** A version of a migration, whether this code has it or only the journal. */
  private record Known(String domain, String name, int version) {
    static Known of(AppliedMigration applied) {
      return new Known(applied.domain(), applied.name(), applied.version());
    }

    static Known of(Domains.Migration declared) {
      return new Known(declared.domain().name(), declared.type().name(), declared.type().version());
    }
  }

  private final Engine engine;
  private final Permissions permissions;
  private final CommandIntake intake;
  private final HistoryReads reads;
  private final int maxBodyBytes;
  private final AtomicBoolean rehearsing = new AtomicBoolean();

  MigrationsHandler(
      Engine engine,
      Permissions permissions,
      CommandIntake intake,
      HistoryReads reads,
      int maxBodyBytes) {
    this.engine = engine;
    this.permissions = permissions;
    this.intake = intake;
    this.reads = reads;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      Representation representation = Negotiation.answer(exchange);
      Caller caller = Callers.of(exchange);
      if (!caller.mayDoEverything()) {
        throw new ProblemException(
            Problem.of(GatewayCodes.NOT_AUTHORIZED, "migrations are for the role admin"));
      }
      intake.requireServing();
      boolean isPost = exchange.getRequestMethod().equals(Methods.POST);
      Parameters parameters = new Parameters(exchange, isPost ? POST_PARAMETERS : GET_PARAMETERS);
      int timeoutMs =
          (int)
              parameters.integer(
                  "timeout-ms", DEFAULT_TIMEOUT_MS, 0, CommandsHandler.MAX_TIMEOUT_MS);
      parameters.requireValid();
      if (isPost) {
        RequestBody.read(
            exchange,
            maxBodyBytes,
            body ->
                migrate(exchange, representation, caller, Envelopes.migration(body), timeoutMs));
      } else {
        Reply.of(StatusCodes.OK, this::list).title("Migrations").send(exchange);
      }
    } catch (ProblemException e) {
      e.problem().send(exchange);
    }
  }

  private void migrate(
      HttpServerExchange exchange,
      Representation representation,
      Caller caller,
      MigrationMessage message,
      int timeoutMs)
      throws ProblemException {
    Migrate migrate = declared(message);
    UUID uuid = message.uuid() == null ? UUID.randomUUID() : message.uuid();
    AwaitedCommand awaited =
        new AwaitedCommand(exchange, representation, reads, permissions, caller, uuid);
    if (!rehearsing.compareAndSet(false, true)) {
      throw new ProblemException(
          Problem.of(Codes.BUSY, "another migration is being rehearsed: ask again later"));
    }
    // the answer comes later, from another thread: until then the exchange belongs to nobody
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          Thread rehearsal =
              new Thread(
                  () -> {
                    Problem problem = rehearse(migrate, uuid, caller);
                    HistoryReads.onIoThread(
                        exchange,
                        () -> {
                          if (problem == null) {
                            awaited.publish(
                                replyTo -> intake.publish(migrate, uuid, caller, replyTo),
                                timeoutMs);
                          } else {
                            problem.send(exchange);
                          }
                        });
                  },
                  "ringfold-rehearsal");
          rehearsal.setDaemon(true);
          rehearsal.start();
        });
  }

  /** Which version is meant. */
  private Migrate declared(MigrationMessage message) throws ProblemException {
    Domains domains = engine.domains();
    Domains.Migration found =
        message.version() == null
            ? domains.migration(message.name())
            : domains.migration(message.name(), message.version());
    if (found == null) {
      Set<String> all =
          domains.migrations().stream()
              .map(each -> each.type().name() + " version " + each.type().version())
              .collect(Collectors.toCollection(TreeSet::new));
      throw new ProblemException(
          Problem.of(
              Codes.UNKNOWN_MIGRATION,
              "there is no migration "
                  + Parameters.shown(message.name())
                  + (message.version() == null ? "" : " version " + message.version())
                  + (all.isEmpty()
                      ? "; no domain declares any"
                      : ", but " + String.join(", ", all))));
    }
    return new Migrate(found.domain().name(), found.type().name(), found.type().version());
  }

  /** Null where it can be carried out. */
  private Problem rehearse(Migrate migrate, UUID uuid, Caller caller) {
    try {
      String against = engine.rehearse(migrate, uuid, caller.user());
      return against == null
          ? null
          : Problem.of(
              Codes.INTERNAL_ERROR,
              "migration "
                  + migrate.name()
                  + " version "
                  + migrate.version()
                  + " failed its rehearsal, and nothing was changed: "
                  + against);
    } catch (EngineException e) {
      return Problem.of(Codes.UNAVAILABLE, "the migration cannot be rehearsed: " + e.getMessage());
    } finally {
      rehearsing.set(false);
    }
  }

  private void list(ValueWriter out) {
    List<AppliedMigration> applied = engine.migrations();
    Set<Known> known = new LinkedHashSet<>();
    engine.domains().migrations().forEach(each -> known.add(Known.of(each)));
    applied.forEach(each -> known.add(Known.of(each)));
    out.beginObject();
    out.field(MIGRATIONS);
    out.beginList();
    for (Known each : known) {
      List<AppliedMigration> times = new ArrayList<>(applied);
      times.removeIf(one -> !Known.of(one).equals(each));
      one(out, each, times);
    }
    out.endList();
    out.endObject();
  }

  private void one(ValueWriter out, Known known, List<AppliedMigration> applied) {
    Domains.Migration declared = engine.domains().migration(known.name(), known.version());
    out.beginObject();
    out.field(DOMAIN);
    out.string(known.domain());
    out.field(NAME);
    out.keyword(known.name());
    out.field(VERSION);
    out.integer(known.version());
    out.field(MEANING);
    out.stringOrNull(declared == null ? null : declared.type().meaning());
    out.field(REPEATABLE);
    out.bool(declared != null && declared.type().isRepeatable());
    out.field(DECLARED);
    out.bool(declared != null);
    out.field(APPLIED);
    out.beginList();
    applied.forEach(each -> applied(out, each));
    out.endList();
    out.endObject();
  }

  private static void applied(ValueWriter out, AppliedMigration applied) {
    out.beginObject();
    out.field(SEQ);
    out.integer(applied.sequence());
    out.field(TIMESTAMP);
    out.time(applied.timeMicros());
    out.field(USER);
    out.stringOrNull(applied.user());
    out.field(UUID_FIELD);
    out.uuid(applied.uuid());
    out.field(PAUSE_NS);
    out.integer(applied.pauseNs());
    out.field(HASH_BEFORE);
    out.string(applied.hashBefore());
    out.field(HASH_AFTER);
    out.string(applied.hashAfter());
    out.endObject();
  }
}
