package io.ringfold.snapshots;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** A class made from source on the spot: yesterday's or tomorrow's version of one. */
final class CompiledClass {

  private CompiledClass() {}

  /** Compiles a class of no package into a new directory and loads it. */
  static Class<?> of(Path directory, String name, String source) {
    try {
      Path own = Files.createTempDirectory(directory, name);
      Path file = Files.writeString(own.resolve(name + ".java"), source);
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-d", own.toString(), file.toString());
      if (failed != 0) {
        throw new IllegalArgumentException("does not compile: " + source);
      }
      // stays open for as long as the class is in use
      @SuppressWarnings("resource")
      URLClassLoader loader = new URLClassLoader(new URL[] {own.toUri().toURL()});
      return loader.loadClass(name);
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
