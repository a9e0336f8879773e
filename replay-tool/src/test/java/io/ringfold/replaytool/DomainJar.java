package io.ringfold.replaytool;

import io.ringfold.engine.domain.DomainModule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Jars with domains in them, compiled from source as an application's author would. */
final class DomainJar {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("ringfold.root"), "examples/src/main/java/io/ringfold/examples");

  private DomainJar() {}

  /** The bank of the examples, with its rules changed: each text in Bank.java by another. */
  static Path bank(Path jar, Map<String, String> changes) throws IOException {
    Path sources = Files.createTempDirectory(jar.getParent(), "sources");
    List<Path> copies = new ArrayList<>();
    copies.add(copy(EXAMPLES.resolve("Require.java"), sources, Map.of()));
    try (Stream<Path> files = Files.list(EXAMPLES.resolve("bank"))) {
      for (Path file : files.toList()) {
        boolean rules = file.endsWith("Bank.java");
        copies.add(copy(file, sources, rules ? changes : Map.of()));
      }
    }
    return of(jar, "io.ringfold.examples.bank.Bank", copies);
  }

  private static Path copy(Path file, Path to, Map<String, String> changes) throws IOException {
    String text = Files.readString(file);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (!text.contains(change.getKey())) {
        throw new AssertionError(file + " no longer contains " + change.getKey());
      }
      text = text.replace(change.getKey(), change.getValue());
    }
    Path copy = to.resolve(file.getParent().getFileName() + "-" + file.getFileName());
    // the compiler wants a public class in a file of its name
    copy = Files.createDirectories(copy).resolve(file.getFileName());
    return Files.writeString(copy, text);
  }

  /** A jar of one source, which names a service whether or not it is there. */
  static Path ofSource(Path jar, String service, String className, String source)
      throws IOException {
    Path sources = Files.createTempDirectory(jar.getParent(), "sources");
    Path file = sources.resolve(className + ".java");
    return of(jar, service, List.of(Files.writeString(file, source)));
  }

  private static Path of(Path jar, String service, List<Path> sources) throws IOException {
    Path classes = Files.createTempDirectory(jar.getParent(), "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-d",
                      classes.toString(),
                      "-proc:none",
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new AssertionError(messages.toString());
      }
    }
    pack(jar, classes, service);
    return jar;
  }

  private static void pack(Path jar, Path classes, String service) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> found = Files.walk(classes)) {
      for (Path each : found.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, out);
      }
      if (service != null) {
        out.putNextEntry(new JarEntry("META-INF/services/" + DomainModule.class.getName()));
        out.write(service.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
