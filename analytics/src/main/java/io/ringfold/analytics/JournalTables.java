package io.ringfold.analytics;

import io.ringfold.engine.Recovery;
import io.ringfold.journal.JournalException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal as tables, to be asked by SQL:
 *
 * <pre>
 *   commands      every command, accepted or rejected
 *   events        every event, its data as JSON
 *   &lt;event&gt;       one for each type of event, named by it in snake_case, with a column for each field
 * </pre>
 *
 * <p>They are filled from the journal, by the definitions that stand in it, and only when told to.
 * Tables that are kept in a directory go on where they ended; whatever is wrong with them (damage,
 * another version, a journal that is another one), they are made again.
 *
 * <p>Single-threaded.
 */
public final class JournalTables implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTables.class);

  private final TablesConfig config;
  private final long first;
  private final RowCounts counts = new RowCounts();
  private Tables tables;

  private JournalTables(TablesConfig config, long first) {
    this.config = config;
    this.first = first;
  }

  /**
   * Opens what is kept, or makes empty tables.
   *
   * @throws TablesException where the directory cannot be written
   * @throws JournalException where there is no journal
   */
  public static JournalTables open(TablesConfig config) {
    return open(config, 0);
  }

  /** The same without the records before a sequence; not for a directory that has them. */
  static JournalTables open(TablesConfig config, long first) {
    JournalTables journalTables = new JournalTables(config, first);
    journalTables.open();
    return journalTables;
  }

  private void open() {
    try {
      tables = Tables.open(config);
      if (Filling.isBornOut(config.journals(), tables.filled())) {
        return;
      }
      LOG.warn("the tables {} are of another journal and made again", config.directory());
      tables.close();
    } catch (SQLException | IOException | IllegalArgumentException e) {
      // nothing is lost: the journal has it all
      LOG.warn("the tables {} are made again: {}", config.directory(), e.getMessage());
    }
    makeAgain(Set.of());
  }

  private void makeAgain(Set<TextField> texts) {
    counts.clear();
    try {
      Tables.delete(config.directory());
      tables = Tables.open(config);
      tables.declareTexts(texts);
    } catch (SQLException | IOException e) {
      throw new TablesException("tables cannot be made in " + place() + ": " + e.getMessage(), e);
    }
  }

  private String place() {
    return config.directory() == null ? "memory" : config.directory().toString();
  }

  /** Up to where they are filled; 0 for nothing. */
  public long sequence() {
    return tables.filled().sequence();
  }

  /** How many rows this filled into a table. */
  long filledRows(String table) {
    return counts.of(table);
  }

  Tables tables() {
    return tables;
  }

  /** Makes the tables, empty as they are, that the journal defines up to a sequence. */
  void define(long upTo) {
    try (Filling filling = new Filling(config.journals(), tables, first, counts)) {
      if (!filling.begin(upTo)) {
        tables.close();
        makeAgain(Set.of());
        define(upTo);
      }
    } catch (SQLException e) {
      throw new TablesException("tables cannot be made in " + place() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Fills them up to a sequence, or to where it is stopped. What was filled stays filled.
   *
   * @param upTo must be in the journal, forced
   * @param stop asked now and then; true ends it early
   * @throws TablesException where the disk is full, or the tables cannot be written
   * @throws JournalException where the journal cannot be read
   */
  public void fill(long upTo, BooleanSupplier stop, Recovery.Progress progress) {
    if (upTo == 0) {
      define(upTo); // empty tables, but all that there are
    }
    while (sequence() < upTo) {
      requireSpace();
      Set<TextField> texts = new HashSet<>(tables.texts());
      try (Filling filling = new Filling(config.journals(), tables, first, counts)) {
        if (filling.begin(upTo) && filling.fill(upTo, this::requireSpace, stop, progress)) {
          return;
        }
        LOG.info("the definitions of the journal changed: the tables {} are made again", place());
      } catch (MisfitException e) {
        LOG.info(
            "{} of {} holds what its type does not: as text, the tables {} are made again",
            e.field().field(),
            e.field().event(),
            place());
        texts.add(e.field());
      } catch (SQLException e) {
        throw new TablesException(
            "the tables in " + place() + " cannot be filled: " + e.getMessage(), e);
      }
      tables.close();
      makeAgain(texts);
    }
  }

  private void requireSpace() {
    if (config.directory() == null || config.minFreeBytes() == 0) {
      return;
    }
    try {
      long free = Files.getFileStore(config.directory()).getUsableSpace();
      if (free < config.minFreeBytes()) {
        throw new TablesException(
            "the disk of "
                + config.directory()
                + " has "
                + free
                + " bytes free, less than "
                + config.minFreeBytes()
                + ": the tables stay at sequence "
                + sequence());
      }
    } catch (IOException e) {
      throw new TablesException("the disk of " + config.directory() + ": " + e, e);
    }
  }

  /**
   * Answers a question over what is filled.
   *
   * @throws SqlException where it is refused, wrong, or too much
   */
  public SqlAnswer ask(SqlQuestion question) {
    return new SqlSession(tables).ask(question);
  }

  @Override
  public void close() {
    tables.close();
  }
}
