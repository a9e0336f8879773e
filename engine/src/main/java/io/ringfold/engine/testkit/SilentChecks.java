package io.ringfold.engine.testkit;

import io.ringfold.engine.domain.Batch;
import io.ringfold.engine.domain.CommandContext;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Decision.Accepted;
import io.ringfold.engine.domain.Decision.Rejected;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domain.CommandType;
import io.ringfold.engine.domain.Domain.EventType;
import io.ringfold.engine.domain.Domain.QueryType;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.lift.EventOfToday;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventReaders;
import io.ringfold.engine.lift.EventSink;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What every step of a test checks without being asked: the rules that a domain has to keep so that
 * its state is a function of the journal. Each fault is an {@link AssertionError} that says which
 * rule, where, and what was seen.
 */
final class SilentChecks<S> {
  private final Domain<S> domain;
  private final EventReaders readers;

  SilentChecks(Domain<S> domain) {
    this.domain = domain;
    readers = new EventReaders(Domains.of(domain));
  }

  Domain<S> domain() {
    return domain;
  }

  /** The command's definition, and that the command survives the journal. */
  CommandType<S, ?> command(Object command) {
    for (CommandType<S, ?> type : domain.commands()) {
      if (type.type().isInstance(command)) {
        survivesItsCodec("command " + type.name(), type.type(), command);
        return type;
      }
    }
    throw new AssertionError(
        "%s is no command of domain %s, which has %s"
            .formatted(
                command,
                domain.name(),
                domain.commands().stream().map(CommandType::name).toList()));
  }

  /** That the event is listed and survives the journal; gives it as the journal keeps it. */
  Payload<?> event(Object event) {
    EventType<S, ?> type = Image.eventType(domain, event);
    return survivesItsCodec("event " + type.name(), type.type(), event);
  }

  /** The events of today for one that older code wrote; reads it twice, to see the same. */
  List<Object> lift(String event, int version, Record asWritten) {
    String what = "event %s version %d as %s".formatted(event, version, asWritten);
    TypeDefinition definition =
        new TypeDefinition(
            TypeDefinition.Kind.EVENT,
            event,
            version,
            domain.name(),
            RecordShape.of(asWritten.getClass()).fieldType());
    try {
      EventReader reader = readers.reader(definition);
      if (reader == null) {
        throw new AssertionError(
            "domain %s lists no event %s, retired or not".formatted(domain.name(), event));
      }
      Payload<?> payload = Payload.of(what, asWritten.getClass(), asWritten);
      List<Object> events = read(reader, payload);
      List<Object> again = read(reader, payload);
      if (!events.equals(again)) {
        throw new AssertionError(
            ("%s is not always read alike (a clock, randomness, something static?):"
                    + "\n  first  %s\n  second %s")
                .formatted(what, events, again));
      }
      return events;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new AssertionError(what + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Object> read(EventReader reader, Payload<?> payload) {
    List<Object> events = new ArrayList<>();
    EventSink sink =
        new EventSink() {
          @Override
          public <E> void event(EventOfToday<E> type, E event) {
            events.add(event);
          }
        };
    reader.read(new UnsafeBuffer(payload.bytes()), 0, payload.bytes().length, sink);
    return events;
  }

  static <R> Payload<R> survivesItsCodec(String what, Class<R> type, Object value) {
    Payload<R> payload = Payload.of(what, type, value);
    R decoded;
    try {
      decoded = payload.decode();
    } catch (RuntimeException e) {
      throw new AssertionError(
          what
              + " does not survive its codec: "
              + value
              + " cannot be read back: "
              + e.getMessage(),
          e);
    }
    if (!value.equals(decoded)) {
      throw new AssertionError(
          what + " does not survive its codec:\n  written " + value + "\n  read    " + decoded);
    }
    return payload;
  }

  /** Decides twice: that the state stays as it is, and that the same is decided. */
  <C> Decision decide(
      CommandType<S, C> type, Object command, S state, Supplier<CommandContext> context) {
    String before = hash(state);
    Object beforePlain = Values.plain(state);
    Decision decision = decideOnce(type, command, state, context.get());
    if (!before.equals(hash(state))) {
      throw new AssertionError(
          "decide of %s changed the state; only evolve may:\n  before %s\n  after  %s"
              .formatted(type.name(), beforePlain, Values.plain(state)));
    }
    Decision again = decideOnce(type, command, state, context.get());
    if (!decision.equals(again)) {
      throw new AssertionError(
          ("decide of %s is not determined by state, command and context (a clock, randomness,"
                  + " something static?):\n  first  %s\n  second %s")
              .formatted(type.name(), decision, again));
    }
    isDeclared(type, decision);
    return decision;
  }

  private <C> Decision decideOnce(
      CommandType<S, C> type, Object command, S state, CommandContext context) {
    Decision decision;
    try {
      decision = type.decider().decide(state, type.type().cast(command), context);
    } catch (RuntimeException e) {
      throw new AssertionError("decide of " + type.name() + " threw " + e + " for " + command, e);
    }
    if (decision == null) {
      throw new AssertionError("decide of " + type.name() + " gave null for " + command);
    }
    return decision;
  }

  private void isDeclared(CommandType<S, ?> type, Decision decision) {
    if (decision instanceof Accepted accepted) {
      accepted.events().forEach(event -> Image.eventType(domain, event));
    } else if (decision instanceof Rejected rejected
        && !domain.rejections().containsKey(rejected.code())) {
      throw new AssertionError(
          "decide of %s rejected with code %s, which domain %s does not declare: add .rejection(\"%s\", …)"
              .formatted(type.name(), rejected.code(), domain.name(), rejected.code()));
    }
  }

  /**
   * Applies the events of one command: that a fold leaves the read model that it was given as it
   * is, that evolve and the folds leave the events as they are, and that the state by key can be
   * told and kept.
   */
  void apply(Image<S> image, List<?> events, List<Payload<?>> payloads, Circumstances at) {
    for (int i = 0; i < events.size(); i++) {
      Object event = events.get(i);
      String name = Image.eventType(domain, event).name();
      Map<String, Object> models = image.models();
      Map<String, String> before = hashes(models);
      KeyStateCheck<S> keyStates = new KeyStateCheck<>(domain, image.state(), event);
      try {
        image.apply(event, at.ofEvent(i));
      } catch (RuntimeException e) {
        throw new AssertionError("applying event " + name + " threw " + e + ": " + event, e);
      }
      hashes(models)
          .forEach(
              (projection, hash) -> {
                if (!hash.equals(before.get(projection))) {
                  throw new AssertionError(
                      ("folding event %s changed read model %s in place, to %s; a fold makes a new"
                              + " one and leaves the last as it was")
                          .formatted(name, projection, Values.plain(models.get(projection))));
                }
              });
      keyStates.after(name);
      if (!payloads.get(i).sameBytes(Payload.of("event " + name, event.getClass(), event))) {
        throw new AssertionError(
            "event %s was changed after it was decided, by evolve or a fold:\n  was %s\n  is  %s"
                .formatted(name, payloads.get(i).decode(), event));
      }
    }
  }

  /** That a fresh state reaches the same by the journal's events, however they are batched. */
  void replayReaches(Image<S> live, List<PastCommand> history) {
    Image<S> replayed = Image.initial(domain);
    history.forEach(past -> applyDecoded(replayed, past));
    isSame("replay of all events reaches another state", live, replayed);
    Image<S> inOneBatch = Image.initial(domain);
    Batch batch = new Batch();
    history.forEach(past -> inOneBatch.apply(decoded(past), past.circumstances(), batch));
    isSame(
        "folded in one batch, the events reach another read model; a fold that keeps a map must"
            + " change it without the batch",
        live,
        inOneBatch);
  }

  /** That a state which was read from a snapshot reaches the same by the events after it. */
  void snapshotAndReplayReaches(Image<S> live, Image<S> restored, PastCommand after) {
    applyDecoded(restored, after);
    isSame("a snapshot and the events after it reach another state", live, restored);
  }

  /** That what a snapshot gave back is what was put in. */
  void survivesSnapshot(Image<S> live, Image<S> restored) {
    isSame("another state comes back from a snapshot", live, restored);
  }

  private void applyDecoded(Image<S> image, PastCommand past) {
    image.apply(decoded(past), past.circumstances());
  }

  private static List<?> decoded(PastCommand past) {
    return past.events().stream().map(Payload::decode).toList();
  }

  private static void isSame(String fault, Image<?> live, Image<?> other) {
    Map<String, Object> parts = live.parts();
    Map<String, Object> otherParts = other.parts();
    Map<String, String> otherHashes = hashes(otherParts);
    hashes(parts)
        .forEach(
            (part, hash) -> {
              if (!hash.equals(otherHashes.get(part))) {
                throw new AssertionError(
                    "%s, in %s:\n  live  %s\n  other %s"
                        .formatted(
                            fault,
                            part,
                            Values.plain(parts.get(part)),
                            Values.plain(otherParts.get(part))));
              }
            });
  }

  /** Answers a query: that this leaves the read model as it is. */
  Object answer(Image<S> image, Object query) {
    for (QueryType<?, ?> type : domain.queries()) {
      if (type.type().isInstance(query)) {
        return answer(type, query, image.models().get(type.projection()));
      }
    }
    throw new AssertionError(
        "%s is no query of domain %s, which has %s"
            .formatted(
                query, domain.name(), domain.queries().stream().map(QueryType::name).toList()));
  }

  @SuppressWarnings("unchecked") // the definition pairs queries and read models
  private static <P, Q> Object answer(QueryType<P, Q> type, Object query, Object model) {
    String before = hash(model);
    Object answer = type.handler().answer((P) model, type.type().cast(query));
    if (!before.equals(hash(model))) {
      throw new AssertionError(
          "query %s changed read model %s in place, to %s"
              .formatted(type.name(), type.projection(), Values.plain(model)));
    }
    return answer;
  }

  /** What the state is of one key. */
  Object keyState(Image<S> image, String key) {
    if (domain.keyState() == null) {
      throw new AssertionError(
          "domain %s does not say what its state by key is: add .keyState(type, reader)"
              .formatted(domain.name()));
    }
    return domain.keyState().of(image.state(), key);
  }

  private static Map<String, String> hashes(Map<String, Object> values) {
    Map<String, String> hashes = new LinkedHashMap<>();
    values.forEach((name, value) -> hashes.put(name, hash(value)));
    return hashes;
  }

  static String hash(Object value) {
    return HexFormat.of().formatHex(Values.hash(value));
  }
}
