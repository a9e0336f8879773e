package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The bank of the examples with a rule more, in a jar, as its author would hand it over. */
final class ChangedBank {
  private static final String EXAMPLES = "examples/src/main/java/io/ringfold/examples";
  private static final String RULES = "    if (account.balance() < command.amount()) {\n";

  private ChangedBank() {}

  /** A withdrawal is of 40 at most. */
  static void make(Path jar, Path work) throws IOException {
    Path sources = Files.createDirectories(work.resolve("bank-2"));
    Path examples = Built.root().resolve(EXAMPLES);
    Files.copy(examples.resolve("Require.java"), sources.resolve("Require.java"));
    try (Stream<Path> bank = Files.list(examples.resolve("bank"))) {
      for (Path source : bank.filter(each -> !each.endsWith("package-info.java")).toList()) {
        Files.copy(source, sources.resolve(source.getFileName()));
      }
    }
    Path rules = sources.resolve("Bank.java");
    String text = Files.readString(rules);
    String changed =
        text.replace(
            RULES,
            """
                if (command.amount() > 40) {
                  return Decision.reject("limit-exceeded", "40 at most");
                }
            """
                + RULES);
    assertNotEquals(text, changed, RULES);
    Files.writeString(rules, changed);
    Path classes = Files.createDirectories(work.resolve("bank-2-classes"));
    try (Stream<Path> all = Files.list(sources)) {
      ExtraDomain.compile(all.toList(), classes);
    }
    pack(jar, classes);
  }

  private static void pack(Path jar, Path classes) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> found = Files.walk(classes)) {
      for (Path each : found.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, out);
      }
      out.putNextEntry(new JarEntry("META-INF/services/io.ringfold.engine.domain.DomainModule"));
      out.write("io.ringfold.examples.bank.Bank".getBytes(StandardCharsets.UTF_8));
    }
  }
}
