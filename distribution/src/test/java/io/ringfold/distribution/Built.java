package io.ringfold.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build put what is tested. */
final class Built {
  private Built() {}

  /** The sources' root. */
  static Path root() {
    return property("ringfold.root");
  }

  /** The unpacked distribution: bin, lib, jvm.flags. */
  static Path home() {
    return property("ringfold.home");
  }

  static Path launcher() {
    return home().resolve("bin/ringfold");
  }

  /** The archive, a tar.gz file. */
  static Path archive() {
    return property("ringfold.archive");
  }

  /** For what tests write and someone may want to read after a failure. */
  static Path workDirectory() {
    try {
      return Files.createDirectories(property("ringfold.work"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "system property " + name + " is missing: run the system tests with mvn verify");
    }
    return Path.of(value);
  }
}
