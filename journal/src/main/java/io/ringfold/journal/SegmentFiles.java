package io.ringfold.journal;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The names in a journal's directory. Chronicle names a file after the day it is for; a journal's
 * days are not those of a calendar: segment 1 is for the first day of 1970, segment 2 for the
 * second, so that a file begins when the journal says so and at no other time.
 */
final class SegmentFiles {

  /** Chronicle's table of locks and listings; holds nothing that the segments do not tell. */
  static final String TABLE = "metadata.cq4t";

  /** Where a repair builds the segment that will take the place of the damaged one. */
  static final String REPAIR = ".repair";

  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd'F.cq4'");

  private SegmentFiles() {}

  static String name(int number) {
    return NAME.format(LocalDate.ofEpochDay(number - 1L));
  }

  static Path file(Path directory, int number) {
    return directory.resolve(name(number));
  }

  static long clockMillis(int number) {
    return TimeUnit.DAYS.toMillis(number - 1L);
  }

  private static OptionalInt number(String name) {
    try {
      long day = LocalDate.parse(name, NAME).toEpochDay();
      return day >= 0 ? OptionalInt.of(Math.toIntExact(day + 1)) : OptionalInt.empty();
    } catch (DateTimeException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * The segments of a directory by number.
   *
   * @throws JournalException where the directory holds something else, cannot be read, or lacks a
   *     segment between others
   */
  static NavigableMap<Integer, Path> list(Path directory) {
    return list(List.of(directory));
  }

  /**
   * The same of a journal that lies in several directories. A segment that stands in two of them is
   * taken from the first.
   */
  static NavigableMap<Integer, Path> list(List<Path> directories) {
    NavigableMap<Integer, Path> found = listed(directories);
    if (!isDense(found)) {
      // A listing that goes on while segments are begun may hold a later one without an earlier;
      // what was there when it began is in the next.
      found = listed(directories).headMap(found.lastKey(), true);
      requireDense(found);
    }
    return found;
  }

  private static NavigableMap<Integer, Path> listed(List<Path> directories) {
    NavigableMap<Integer, Path> found = new TreeMap<>();
    for (Path directory : directories) {
      listInto(found, directory);
    }
    return found;
  }

  private static boolean isDense(NavigableMap<Integer, Path> found) {
    return found.isEmpty() || found.lastKey() - found.firstKey() == found.size() - 1;
  }

  /** The file of a segment in the first directory that has it; in the last where none does. */
  static Path file(List<Path> directories, int number) {
    for (Path directory : directories) {
      Path file = file(directory, number);
      if (Files.exists(file)) {
        return file;
      }
    }
    return file(directories.get(directories.size() - 1), number);
  }

  private static void listInto(NavigableMap<Integer, Path> found, Path directory) {
    for (Path entry : entries(directory)) {
      String name = entry.getFileName().toString();
      OptionalInt number = number(name);
      if (number.isPresent() && Files.isRegularFile(entry)) {
        found.putIfAbsent(number.getAsInt(), entry);
      } else if (!List.of(TABLE, REPAIR, ForcedWatermark.NAME).contains(name)
          && !CommitLog.files(directory).contains(entry)) {
        throw new JournalException(
            directory
                + " is not a Ringfold journal: found "
                + entry.getFileName()
                + " in it; give a directory of its own, or move that file away");
      }
    }
  }

  private static void requireDense(NavigableMap<Integer, Path> found) {
    for (int number : found.keySet()) {
      Integer next = found.higherKey(number);
      if (next != null && next != number + 1) {
        throw new JournalException(
            "journal "
                + found.get(number).getParent()
                + ": segment "
                + (number + 1)
                + " ("
                + name(number + 1)
                + ") is missing between "
                + name(number)
                + " and "
                + name(next)
                + "; nothing was changed. Put the file back from a backup or an archive");
      }
    }
  }

  private static TreeSet<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.collect(toCollection(TreeSet::new));
    } catch (NoSuchFileException e) {
      throw new JournalException("there is no journal at " + directory + ": no such directory", e);
    } catch (NotDirectoryException e) {
      throw new JournalException("there is no journal at " + directory + ": not a directory", e);
    } catch (IOException e) {
      throw new JournalException("the journal directory " + directory + " cannot be read: " + e, e);
    }
  }
}
