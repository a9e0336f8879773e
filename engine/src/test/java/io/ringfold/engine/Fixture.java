package io.ringfold.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A data directory folded up small enough for a repository: each file without its trailing zeros
 * and compressed, and {@code files.txt} with the length and the name of each. What the next start
 * makes anew is left out: the lock and Chronicle's table.
 */
final class Fixture {
  private static final String LIST = "files.txt";

  private Fixture() {}

  static void pack(Path dataDirectory, Path fixture) throws IOException {
    Files.createDirectories(fixture);
    List<String> list = new ArrayList<>();
    for (Path file : files(dataDirectory)) {
      String name = dataDirectory.relativize(file).toString();
      if (name.equals("lock") || name.endsWith(".cq4t")) {
        continue;
      }
      list.add(Files.size(file) + " " + name);
      Path packed = packed(fixture, name);
      Files.createDirectories(packed.getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        out.write(withoutTrailingZeros(file));
      }
    }
    Files.write(fixture.resolve(LIST), list);
  }

  static void unpack(Path fixture, Path dataDirectory) throws IOException {
    for (String line : Files.readAllLines(fixture.resolve(LIST))) {
      String[] lengthAndName = line.split(" ", 2);
      Path file = dataDirectory.resolve(lengthAndName[1]);
      Files.createDirectories(file.getParent());
      try (InputStream in =
          new GZIPInputStream(Files.newInputStream(packed(fixture, lengthAndName[1])))) {
        Files.copy(in, file);
      }
      try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
        zeros.setLength(Long.parseLong(lengthAndName[0]));
      }
    }
  }

  static long bytes(Path fixture) throws IOException {
    long bytes = 0;
    for (Path file : files(fixture)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static Path packed(Path fixture, String name) {
    return fixture.resolve(name + ".gz");
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Looks from the end: the files are large, and hold next to nothing. */
  private static byte[] withoutTrailingZeros(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      byte[] block = new byte[1 << 16];
      for (long end = bytes.length(); end > 0; ) {
        int length = (int) Math.min(block.length, end);
        bytes.seek(end - length);
        bytes.readFully(block, 0, length);
        int used = length;
        while (used > 0 && block[used - 1] == 0) {
          used--;
        }
        if (used > 0) {
          byte[] head = new byte[Math.toIntExact(end - length + used)];
          bytes.seek(0);
          bytes.readFully(head);
          return head;
        }
        end -= length;
      }
      return new byte[0];
    }
  }
}
