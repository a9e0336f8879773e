package io.ringfold.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a data directory holds at one moment: directories and files by their path in it. */
final class DiskImage {
  private final SortedSet<String> directories = new TreeSet<>();
  private final SortedMap<String, FileImage> files = new TreeMap<>();

  void addDirectory(String path) {
    directories.add(path);
  }

  void addFile(String path, FileImage file) {
    files.put(path, file);
  }

  DiskImage copy() {
    DiskImage copy = new DiskImage();
    copy.directories.addAll(directories);
    copy.files.putAll(files);
    return copy;
  }

  /** The paths of the files below a directory, in order of their names. */
  List<String> filesIn(String directory) {
    List<String> found = new ArrayList<>();
    for (String path : files.keySet()) {
      if (path.startsWith(directory + "/")) {
        found.add(path);
      }
    }
    return found;
  }

  FileImage file(String path) {
    return files.get(path);
  }

  void remove(String path) {
    files.remove(path);
  }

  /** Makes it real in a directory that is there and empty. */
  void writeTo(Path root) throws IOException {
    for (String path : directories) {
      Files.createDirectories(root.resolve(path));
    }
    for (var file : files.entrySet()) {
      file.getValue().write(root.resolve(file.getKey()));
    }
  }
}
