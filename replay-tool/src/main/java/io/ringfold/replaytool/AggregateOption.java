package io.ringfold.replaytool;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which domain is meant, of those on the class path. */
final class AggregateOption {

  @Option(
      names = "--aggregate",
      paramLabel = "<name>",
      description = "The domain; may be left out where only one comes into question.")
  private String name;

  /**
   * The domain that was named, or the only one that comes into question.
   *
   * @param suits which come into question
   * @param what those are, for messages, like "domain whose events carry a key"
   * @throws ToolException where it is none of them, or not one alone
   */
  Domain<?> in(Domains domains, Predicate<Domain<?>> suits, String what) {
    List<Domain<?>> suitable = domains.all().stream().filter(suits).toList();
    List<String> names = suitable.stream().map(Domain::name).toList();
    if (name == null && suitable.size() == 1) {
      return suitable.get(0);
    }
    for (Domain<?> domain : suitable) {
      if (domain.name().equals(name)) {
        return domain;
      }
    }
    throw new ToolException(
        (name == null ? "--aggregate is missing" : "--aggregate " + name + " is no " + what)
            + ": on the class path there "
            + (names.isEmpty() ? "is no " + what : "are " + String.join(", ", names)));
  }
}
