package io.ringfold.bench.transfers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory for one measurement's files, removed after it. */
public final class WorkDirectory implements AutoCloseable {

  /** Where such directories are made; without it, in the system's place for temporary files. */
  public static final String PARENT_PROPERTY = "ringfold.bench.work";

  private final Path path;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  public static WorkDirectory create() {
    String parent = System.getProperty(PARENT_PROPERTY, System.getProperty("java.io.tmpdir"));
    try {
      return new WorkDirectory(Files.createTempDirectory(Path.of(parent), "ringfold-bench-"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory in " + parent, e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path + ": remove it by hand", e);
    }
  }
}
