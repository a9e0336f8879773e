package io.ringfold.analytics;

import io.ringfold.engine.record.TypeDefinition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * A DuckDB database with the tables of one journal, and beside them what it takes to go on filling
 * them: up to where they are filled, by which definitions. What changes together is committed
 * together, so a process may end at any moment.
 *
 * <p>It is derived: whatever is wrong with it, it is deleted and made again. Single-threaded.
 */
final class Tables implements Closeable {

  /** Changed when the tables of the same journal become others. */
  private static final int FORMAT = 1;

  private static final String FILE = "tables.duckdb";

  /** The last record that is in the tables; sequence 0 for none. */
  record Filled(long first, long sequence, UUID uuid, long timeMicros) {
    static final Filled NOTHING = new Filled(0, 0, new UUID(0, 0), 0);
  }

  private final DuckDBConnection connection;
  private final Set<TextField> texts = new HashSet<>();
  private final List<TypeDefinition> definitions = new ArrayList<>();
  private Schema schema;
  private Filled filled = Filled.NOTHING;
  private boolean confined;

  private Tables(DuckDBConnection connection) {
    this.connection = connection;
  }

  /**
   * Opens the tables that are there, or makes empty ones.
   *
   * @throws SQLException where what is there is damaged, of another version, or held by another
   *     process
   */
  static Tables open(TablesConfig config) throws SQLException, IOException {
    NativeLibrary.load();
    String url = "jdbc:duckdb:";
    Properties settings = new Properties();
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", (config.memoryBytes() >> 20) + "MiB");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    if (config.directory() != null) {
      Files.createDirectories(config.directory());
      url += config.directory().resolve(FILE);
      settings.setProperty("temp_directory", config.directory().resolve("temporary").toString());
      settings.setProperty("max_temp_directory_size", (config.temporaryBytes() >> 20) + "MiB");
    } else {
      settings.setProperty("temp_directory", "");
    }
    Tables tables = new Tables((DuckDBConnection) new DuckDBDriver().connect(url, settings));
    try {
      tables.execute("SET GLOBAL TimeZone = 'UTC'");
      tables.connection.setAutoCommit(false);
      tables.begin();
      return tables;
    } catch (SQLException | RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  /** Deletes what is kept in a directory, so that it is made again. */
  static void delete(Path directory) throws IOException {
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(directory) && !each.getFileName().toString().equals("lock")) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private void begin() throws SQLException {
    execute("CREATE SCHEMA IF NOT EXISTS ringfold");
    execute(
        "CREATE TABLE IF NOT EXISTS ringfold.filled"
            + " (format INTEGER, first BIGINT, seq BIGINT, uuid UUID, micros BIGINT)");
    execute("CREATE TABLE IF NOT EXISTS ringfold.texts (event VARCHAR, field VARCHAR)");
    execute("CREATE TABLE IF NOT EXISTS ringfold.definitions (ordinal INTEGER, bytes VARCHAR)");
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM ringfold.filled")) {
      if (row.next()) {
        if (row.getInt(1) != FORMAT) {
          throw new SQLException("tables of format " + row.getInt(1) + ", not " + FORMAT);
        }
        filled =
            new Filled(
                row.getLong(2), row.getLong(3), row.getObject(4, UUID.class), row.getLong(5));
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT event, field FROM ringfold.texts")) {
      while (row.next()) {
        texts.add(new TextField(row.getString(1), row.getString(2)));
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT bytes FROM ringfold.definitions ORDER BY ordinal")) {
      while (row.next()) {
        definitions.add(TypeDefinition.decode(Base64.getDecoder().decode(row.getString(1))));
      }
    }
    schema = Schema.of(definitions, texts);
    execute(schema.commands().create());
    execute(schema.events().create());
    connection.commit();
  }

  Schema schema() {
    return schema;
  }

  Filled filled() {
    return filled;
  }

  DuckDBConnection connection() {
    return connection;
  }

  Set<TextField> texts() {
    return Set.copyOf(texts);
  }

  /**
   * Takes over the definitions of the journal, with those of before at their beginning.
   *
   * @return false where the tables have to be made again for that
   */
  boolean define(List<TypeDefinition> all) throws SQLException {
    if (all.equals(definitions)) {
      return true;
    }
    if (all.size() < definitions.size()
        || !all.subList(0, definitions.size()).equals(definitions)) {
      return false;
    }
    Schema after = Schema.of(all, texts);
    List<String> statements = schema.migration(after);
    if (statements == null) {
      return false;
    }
    for (String statement : statements) {
      execute(statement);
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO ringfold.definitions VALUES (?, ?)")) {
      for (int ordinal = definitions.size(); ordinal < all.size(); ordinal++) {
        insert.setInt(1, ordinal);
        insert.setString(2, Base64.getEncoder().encodeToString(all.get(ordinal).encode()));
        insert.execute();
      }
    }
    connection.commit();
    definitions.clear();
    definitions.addAll(all);
    schema = after;
    return true;
  }

  /** Says, in tables without a row, which of their fields are text. */
  void declareTexts(Set<TextField> fields) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO ringfold.texts VALUES (?, ?)")) {
      for (TextField field : fields) {
        insert.setString(1, field.event());
        insert.setString(2, field.field());
        insert.execute();
      }
    }
    connection.commit();
    texts.addAll(fields);
  }

  /** Commits the rows that were added, and up to where that is. */
  void commit(Filled upTo) throws SQLException {
    execute("DELETE FROM ringfold.filled");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO ringfold.filled VALUES (?, ?, ?, ?, ?)")) {
      insert.setInt(1, FORMAT);
      insert.setLong(2, upTo.first);
      insert.setLong(3, upTo.sequence);
      insert.setObject(4, upTo.uuid);
      insert.setLong(5, upTo.timeMicros);
      insert.execute();
    }
    connection.commit();
    filled = upTo;
  }

  /**
   * Another connection, for those who ask: without files, extensions and settings from now on, for
   * all connections. What fills the tables needs none of them.
   */
  DuckDBConnection reader() throws SQLException {
    if (!confined) {
      execute("SET enable_external_access = false");
      execute("SET lock_configuration = true");
      connection.commit();
      confined = true;
    }
    DuckDBConnection reader = connection.duplicate();
    reader.setAutoCommit(true);
    return reader;
  }

  /** A transaction in which nothing can be written. */
  void beginReading(DuckDBConnection reader) throws SQLException {
    try (Statement statement = reader.createStatement()) {
      statement.execute("BEGIN TRANSACTION READ ONLY");
    }
  }

  /** Gives up what was done since the last commit. */
  void rollback() throws SQLException {
    connection.rollback();
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new TablesException("the tables could not be closed: " + e.getMessage(), e);
    }
  }
}
