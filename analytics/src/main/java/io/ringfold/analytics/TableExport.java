package io.ringfold.analytics;

import io.ringfold.engine.Recovery;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes tables as files, one each. They are written in a directory {@code .unfinished} beside
 * their names, counted, forced, and only when all of them are whole are they given their names: a
 * full disk, a kill or a cut of power leaves no half file under a name that somebody reads. What it
 * leaves in {@code .unfinished}, the next export takes away.
 *
 * <p>Takes as much memory as it is given, whatever the journal's size; and room on the disk for the
 * tables beside that for the files. Single-threaded but for {@link #cancel}.
 */
public final class TableExport {

  /** What the files are. */
  public enum Format {
    PARQUET("parquet", "FORMAT parquet, COMPRESSION zstd"),
    CSV("csv", "FORMAT csv, HEADER true, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'"),
    JSONL("jsonl", "FORMAT json, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'");

    private final String extension;
    private final String options;

    Format(String extension, String options) {
      this.extension = extension;
      this.options = options;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A file that was written. */
  public record Exported(String table, Path file, long rows) {}

  private static final String UNFINISHED = ".unfinished";
  private static final long MEMORY_BYTES = 512L << 20;

  private final List<Path> journals;
  private final Path directory;
  private final Format format;
  private volatile boolean cancelled;
  private volatile Statement running;

  /**
   * @param journals the directories of archives, oldest first, then that of the journal
   * @param directory where the files go; made where it is missing
   */
  public TableExport(List<Path> journals, Path directory, Format format) {
    this.journals = List.copyOf(journals);
    this.directory = directory;
    this.format = format;
  }

  /**
   * Exports the records from first to last.
   *
   * @param names of events or tables; empty for all
   * @param replace whether files of these names may be overwritten
   * @throws TablesException where something stands in the way, or the disk is full, saying what;
   *     then no file has changed
   */
  public List<Exported> run(
      long first, long last, Set<String> names, boolean replace, Recovery.Progress progress) {
    Path unfinished = directory.resolve(UNFINISHED);
    try {
      Files.createDirectories(unfinished);
      try (FileChannel channel =
              FileChannel.open(
                  unfinished.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lock(channel)) {
        if (lock == null) {
          throw new TablesException(
              "another export writes to " + directory + ": wait for it, or name another directory");
        }
        try {
          Tables.delete(unfinished);
          return run(unfinished, first, last, names, replace, progress);
        } finally {
          Tables.delete(unfinished);
          Files.deleteIfExists(unfinished.resolve("lock"));
          Files.deleteIfExists(unfinished);
        }
      }
    } catch (IOException | SQLException e) {
      throw new TablesException(
          cancelled ? "interrupted" : directory + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private List<Exported> run(
      Path unfinished,
      long first,
      long last,
      Set<String> names,
      boolean replace,
      Recovery.Progress progress)
      throws IOException, SQLException {
    TablesConfig config =
        new TablesConfig(
            journals, unfinished.resolve("tables"), MEMORY_BYTES, Long.MAX_VALUE >> 1, 0);
    Map<Table, Path> written = new LinkedHashMap<>();
    List<Exported> exported = new ArrayList<>();
    try (JournalTables tables = JournalTables.open(config, first)) {
      tables.define(last);
      List<Table> chosen = chosen(tables.tables().schema(), names);
      for (Table table : chosen) {
        if (!replace && Files.exists(target(table))) {
          throw new TablesException(
              target(table)
                  + " is there already: say --force to overwrite, or name another"
                  + " directory");
        }
      }
      if (last >= first) {
        tables.fill(last, () -> cancelled, progress);
      }
      if (cancelled) {
        throw new TablesException("interrupted");
      }
      // by their fields as they are now: one may have become text on the way
      for (Table table : chosen(tables.tables().schema(), names)) {
        Path file = unfinished.resolve(target(table).getFileName());
        long rows = write(tables.tables(), table, file);
        if (rows != tables.filledRows(table.name())) {
          throw new TablesException(
              table.name()
                  + ": "
                  + rows
                  + " rows were written, the journal has "
                  + tables.filledRows(table.name())
                  + "; no file was changed, please report it");
        }
        force(file);
        written.put(table, file);
        exported.add(new Exported(table.name(), target(table), rows));
        progress.at(last, last);
      }
    }
    for (Map.Entry<Table, Path> each : written.entrySet()) {
      Files.move(
          each.getValue(),
          target(each.getKey()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    force(directory);
    return exported;
  }

  private Path target(Table table) {
    return directory.resolve(table.name() + "." + format.extension);
  }

  private static List<Table> chosen(Schema schema, Set<String> names) {
    Set<String> unknown = new TreeSet<>(names);
    List<Table> chosen = new ArrayList<>();
    for (Table table : schema.tables()) {
      boolean named = names.contains(table.name()) || names.contains(table.label());
      if (named || names.isEmpty()) {
        chosen.add(table);
      }
      unknown.remove(table.name());
      unknown.remove(table.label());
    }
    if (!unknown.isEmpty()) {
      throw new TablesException(
          "the journal has no event "
              + String.join(", ", unknown)
              + "; there are "
              + schema.tables().stream().map(Table::label).collect(Collectors.joining(", ")));
    }
    return chosen;
  }

  private long write(Tables tables, Table table, Path file) throws SQLException {
    String columns =
        Stream.concat(table.columns().stream(), table.fields().stream())
            .map(this::column)
            .collect(Collectors.joining(", "));
    String copy =
        "COPY (SELECT "
            + columns
            + " FROM "
            + Sql.name(table.name())
            + ") TO "
            + Sql.text(file.toString())
            + " ("
            + format.options
            + ")";
    try (Statement statement = tables.connection().createStatement()) {
      running = statement;
      if (cancelled) {
        throw new TablesException("interrupted");
      }
      long rows = statement.executeLargeUpdate(copy);
      return format == Format.PARQUET ? parquetRows(statement, file) : rows;
    } finally {
      running = null;
      tables.rollback();
    }
  }

  /** What a reader of the file will find. */
  private static long parquetRows(Statement statement, Path file) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata("
                + Sql.text(file.toString())
                + ")")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** A format without lists and bytes has them as JSON and Base64. */
  private String column(Column column) {
    String name = Sql.name(column.name());
    if (format != Format.PARQUET && column.type() == ScalarType.BLOB) {
      return "base64(" + name + ") AS " + name;
    }
    return format == Format.CSV && !(column.type() instanceof ScalarType)
        ? "to_json(" + name + ")::VARCHAR AS " + name
        : name;
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Ends the export that runs, with an exception there; any thread. */
  public void cancel() {
    cancelled = true;
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // it ends by itself, then
      }
    }
  }
}
