package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A domain that the tests compile against the distribution, as an author of one would. */
final class ExtraDomain {
  private static final String SOURCE =
      """
      package fragile;

      import io.ringfold.engine.domain.CommandContext;
      import io.ringfold.engine.domain.Decision;
      import io.ringfold.engine.domain.Domain;
      import io.ringfold.engine.domain.DomainModule;

      public final class Fragile implements DomainModule {
        public record Touch(String how) {}
        public record Touched(String how) {}

        public static final class Glass {
          private long touched;

          void touched(Touched event) {
            switch (event.how()) {
              case "hard" -> throw new IllegalStateException("the glass broke");
              case "endlessly" -> touched(event);
              default -> touched++;
            }
          }
        }

        private static Decision touch(Glass glass, Touch command, CommandContext context) {
          if (command.how().equals("unthinkingly")) {
            throw new IllegalStateException("never thought of that");
          }
          return Decision.accept(new Touched(command.how()));
        }

        @Override
        public Domain<?> domain() {
          return Domain.define("fragile", Glass.class, Glass::new)
              .command("touch", Touch.class, Fragile::touch)
              .event("touched", 1, Touched.class, Glass::touched)
              .build();
        }
      }
      """;

  private ExtraDomain() {}

  /**
   * The domain {@code fragile} with a command {@code touch {how}}: <i>hard</i> and <i>endlessly</i>
   * its evolve throws, <i>unthinkingly</i> its decide does.
   *
   * @return a directory for RINGFOLD_CLASSPATH
   */
  static Path compile(Path directory) throws IOException {
    return compile(directory, "fragile", "Fragile", SOURCE);
  }

  /**
   * A domain of whatever source.
   *
   * @param packageName also of the directories that are made
   * @param className of the module, without the package
   * @return a directory for RINGFOLD_CLASSPATH
   */
  static Path compile(Path directory, String packageName, String className, String text)
      throws IOException {
    Path classes = Files.createDirectories(directory.resolve(packageName + "-classes"));
    Path source =
        Files.writeString(
            Files.createDirectories(directory.resolve(packageName)).resolve(className + ".java"),
            text);
    compile(List.of(source), classes);
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("io.ringfold.engine.domain.DomainModule"),
        packageName + "." + className + "\n");
    return classes;
  }

  /** Compiles sources against the distribution's libraries. */
  static void compile(List<Path> sources, Path classes) throws IOException {
    String libraries;
    try (Stream<Path> files = Files.list(Built.home().resolve("lib"))) {
      libraries = files.map(Path::toString).collect(Collectors.joining(":"));
    }
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "--release", "17", "-cp", libraries, "-d", classes.toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(new String[0])));
  }

  /** Starts a server that serves it beside the others. */
  static ServerProcess serve(Path classes, Path directory) {
    return ServerProcess.await(
        ServerProcess.command(List.of(Built.launcher().toString(), "serve", "--port", "0"))
            .with("RINGFOLD_CLASSPATH", classes.toString())
            .in(directory)
            .start());
  }
}
