package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.lift.EventReader;
import io.ringfold.engine.lift.EventReaders;
import io.ringfold.engine.lift.EventSignatures;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The types that a journal knows, by ordinal, beside the classes that this process has for them:
 * what to write a command or event as, and how to read one that older code wrote.
 *
 * <p>Single-threaded while definitions are added (recovery); after that any thread may read.
 */
public final class TypeCatalog {

  /** How a command or event of this process is written. */
  record Written<T>(int ordinal, RecordShape<T> shape) {}

  private final Domains domains;
  private final List<TypeDefinition> definitions = new ArrayList<>();
  private final EventReaders eventReaders;
  private final List<EventReader> readers = new ArrayList<>();
  private final Map<Class<?>, Written<?>> commands = new IdentityHashMap<>();
  private final Map<Class<?>, Written<?>> events = new IdentityHashMap<>();

  /**
   * A catalog that knows no journal yet.
   *
   * @throws EngineException where an event's history does not lead to its class
   */
  public TypeCatalog(Domains domains) {
    this.domains = domains;
    try {
      eventReaders = new EventReaders(domains);
    } catch (IllegalArgumentException e) {
      throw new EngineException(e.getMessage(), e);
    }
  }

  /**
   * Takes over a definition found in the journal; the ordinal that is next, or one known already.
   *
   * @throws EngineException where this process has the type in a shape that contradicts it, or one
   *     that nothing leads to
   */
  public void learn(int ordinal, byte[] definition) {
    if (ordinal < definitions.size()) {
      return;
    }
    if (ordinal > definitions.size()) {
      throw new EngineException(
          "the journal defines type " + ordinal + " before type " + definitions.size());
    }
    add(TypeDefinition.decode(definition));
  }

  /** The definition with this ordinal. */
  public TypeDefinition definition(int ordinal) {
    if (ordinal >= definitions.size()) {
      throw new EngineException(
          "a record refers to type " + ordinal + ", the journal defines " + definitions.size());
    }
    return definitions.get(ordinal);
  }

  public List<TypeDefinition> definitions() {
    return List.copyOf(definitions);
  }

  /**
   * Adds what the domains have and the journal does not, and returns it, in order: the journal has
   * to hold it before the first record that uses it.
   */
  List<byte[]> defineMissing() {
    List<byte[]> added = new ArrayList<>();
    for (Domains.Command command : domains.commands()) {
      defineIfMissing(command, added);
    }
    for (Domains.Event event : domains.events()) {
      defineIfMissing(event, added);
    }
    if (!domains.migrations().isEmpty()) {
      defineIfMissing(domains.migrate(), added);
      defineIfMissing(domains.migrated(), added);
    }
    return added;
  }

  private void defineIfMissing(Domains.Command command, List<byte[]> added) {
    if (!commands.containsKey(command.type().type())) {
      added.add(
          define(
              TypeDefinition.Kind.COMMAND,
              command.type().name(),
              0,
              command.domain(),
              command.type().type()));
    }
  }

  private void defineIfMissing(Domains.Event event, List<byte[]> added) {
    if (!events.containsKey(event.type().type())) {
      added.add(
          define(
              TypeDefinition.Kind.EVENT,
              event.type().name(),
              event.type().version(),
              event.domain(),
              event.type().type()));
    }
  }

  private byte[] define(
      TypeDefinition.Kind kind, String name, int version, Domain<?> domain, Class<?> type) {
    TypeDefinition definition =
        new TypeDefinition(kind, name, version, domain.name(), RecordShape.of(type).fieldType());
    add(definition);
    return definition.encode();
  }

  private void add(TypeDefinition definition) {
    int ordinal = definitions.size();
    definitions.add(definition);
    EventReader reader = null;
    if (definition.kind() == TypeDefinition.Kind.COMMAND) {
      Domains.Command command = domains.journaledCommand(definition.name());
      if (command != null) {
        RecordShape<?> shape = RecordShape.of(command.type().type());
        if (shape.fieldType().equals(definition.fields())) {
          commands.put(command.type().type(), new Written<>(ordinal, shape));
        }
      }
    } else {
      reader = eventReader(definition);
      Domains.Event event = domains.event(definition.name());
      if (event != null && definition.version() == event.type().version()) {
        events.put(
            event.type().type(), new Written<>(ordinal, RecordShape.of(event.type().type())));
      }
    }
    readers.add(reader);
  }

  private EventReader eventReader(TypeDefinition definition) {
    try {
      return eventReaders.reader(definition);
    } catch (IllegalArgumentException e) {
      throw new EngineException(e.getMessage(), e);
    }
  }

  /** How this process reads each event, in a line, by name; see {@link EventSignatures}. */
  Map<String, String> eventSignatures() {
    return EventSignatures.of(domains);
  }

  /** How commands of this class are written. */
  Written<?> command(Class<?> type) {
    return commands.get(type);
  }

  /** How events of this class are written; null where it is no event of any domain. */
  Written<?> event(Class<?> type) {
    return events.get(type);
  }

  /** Whether a domain of this process has the event with this ordinal. */
  boolean reads(int ordinal) {
    definition(ordinal);
    return readers.get(ordinal) != null;
  }

  /**
   * How the event with this ordinal is read.
   *
   * @throws EngineException where no domain of this process has it
   */
  public EventReader reader(int ordinal) {
    TypeDefinition definition = definition(ordinal);
    EventReader reader = readers.get(ordinal);
    if (reader == null) {
      throw new EngineException(
          "the journal holds events of type "
              + definition.name()
              + " version "
              + definition.version()
              + ", which no domain here defines: domain "
              + definition.domain()
              + " is missing from the class path, or it no longer lists the event: where it is not"
              + " written any more, say .retired(\""
              + definition.name()
              + "\", "
              + definition.version()
              + ")");
    }
    return reader;
  }
}
