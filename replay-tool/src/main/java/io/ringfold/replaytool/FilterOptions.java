package io.ringfold.replaytool;

import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.RecordShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which records are wanted; where several filters are given, those that pass all of them. */
final class FilterOptions implements Predicate<JournaledRecord> {

  /** How a command ended. */
  enum Status {
    ACCEPTED,
    REJECTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--name",
      paramLabel = "<name>",
      split = ",",
      description = "Commands of this name, or that caused an event of this name; several: a,b.")
  private Set<String> names = Set.of();

  @Option(
      names = "--user",
      paramLabel = "<user>",
      split = ",",
      description = "Commands of this user; several: a,b.")
  private Set<String> users = Set.of();

  @Option(
      names = "--aggregate",
      paramLabel = "<name>",
      description = "Commands of this domain, as in 'info'.")
  private String aggregate;

  @Option(
      names = "--key",
      paramLabel = "<key>",
      description =
          "Commands that name the aggregate with this key, or caused an event that does: fields"
              + " with \"key\" in 'info --json'.")
  private String key;

  @Option(
      names = "--status",
      paramLabel = "<status>",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Status status;

  /** Whether every record is wanted. */
  boolean wantsAll() {
    return names.isEmpty() && users.isEmpty() && aggregate == null && key == null && status == null;
  }

  /**
   * Refuses names that the journal does not know: they would find nothing. Where damage hides what
   * it knows, they are taken as they are.
   */
  void requireKnownIn(Path directory, List<Path> archives) {
    if (!names.isEmpty() || aggregate != null) {
      Extent.unlessDamaged(directory, archives)
          .ifPresent(extent -> requireKnown(Definitions.of(directory, archives, extent)));
    }
  }

  private void requireKnown(List<TypeDefinition> types) {
    Set<String> known =
        types.stream().map(TypeDefinition::name).collect(Collectors.toCollection(TreeSet::new));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ToolException(
            "--name "
                + name
                + ": the journal knows no such command or event, but "
                + listed(known));
      }
    }
    Set<String> domains =
        types.stream().map(TypeDefinition::domain).collect(Collectors.toCollection(TreeSet::new));
    if (aggregate != null && !domains.contains(aggregate)) {
      throw new ToolException(
          "--aggregate "
              + aggregate
              + ": the journal knows no such domain, but "
              + listed(domains));
    }
  }

  private static String listed(Set<String> names) {
    return names.isEmpty() ? "none yet" : String.join(", ", names);
  }

  @Override
  public boolean test(JournaledRecord commandRecord) {
    return (status == null || commandRecord.accepted() == (status == Status.ACCEPTED))
        && (aggregate == null || commandRecord.command().domain().equals(aggregate))
        && (users.isEmpty() || isOfUser(commandRecord.view().user()))
        && (names.isEmpty() || hasName(commandRecord))
        && (key == null || hasKey(commandRecord));
  }

  private boolean isOfUser(String user) {
    return user != null && users.contains(user);
  }

  private boolean hasName(JournaledRecord commandRecord) {
    if (names.contains(commandRecord.command().name())) {
      return true;
    }
    boolean[] found = {false};
    commandRecord.forEachEvent(
        (index, type, buffer, offset, length) -> found[0] |= names.contains(type.name()));
    return found[0];
  }

  private boolean hasKey(JournaledRecord commandRecord) {
    if (commandRecord.commandKeys().contains(key)) {
      return true;
    }
    boolean[] found = {false};
    commandRecord.forEachEvent(
        (index, type, buffer, offset, length) ->
            found[0] |= RecordShape.keys(type.fields(), buffer, offset).contains(key));
    return found[0];
  }
}
