package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands in the archive's lib directory, and what must not. */
class ArchiveSystemTest {

  @Test
  void noLibraryIsThereTwiceInTwoVersions() throws IOException {
    Map<String, List<String>> jarsByClass = new HashMap<>();
    for (Path jar : jars()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
          String name = entries.nextElement().getName();
          if (name.endsWith(".class")
              && !name.startsWith("META-INF/")
              && !name.endsWith("module-info.class")) {
            jarsByClass
                .computeIfAbsent(name, each -> new ArrayList<>())
                .add(jar.getFileName().toString());
          }
        }
      }
    }
    assertTrue(jarsByClass.containsKey("org/slf4j/Logger.class"), "no class path was read");
    TreeSet<String> twice = new TreeSet<>();
    jarsByClass.values().stream()
        .filter(found -> found.size() > 1)
        .forEach(found -> twice.add(found.toString()));
    assertEquals(new TreeSet<>(), twice, "which of two classes is loaded would be chance");
  }

  @Test
  void whatPhonesHomeIsLeftOut() throws IOException {
    List<String> names = jars().stream().map(jar -> jar.getFileName().toString()).toList();
    assertTrue(names.stream().anyMatch(name -> name.startsWith("chronicle-queue-")), "" + names);
    assertTrue(
        names.stream().noneMatch(name -> name.startsWith("chronicle-analytics")), "" + names);
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(Built.home().resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
