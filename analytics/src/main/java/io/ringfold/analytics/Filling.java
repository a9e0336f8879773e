package io.ringfold.analytics;

import io.ringfold.engine.Recovery;
import io.ringfold.engine.record.RecordView;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.journal.JournalException;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import java.io.Closeable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;

/**
 * Reads the journal from where the tables end, and adds the rows of its records: so many in one
 * transaction, that it is quick, and so few, that it takes little memory.
 */
final class Filling implements Closeable {
  private static final int RECORDS_A_COMMIT = 50_000;
  private static final long BYTES_A_COMMIT = 16L << 20;

  private final List<Path> journals;
  private final Tables tables;
  private final long firstAsked;
  private final RowCounts counts;
  private final List<TypeDefinition> definitions = new ArrayList<>();
  private JournalReader reader;
  private long first;

  /**
   * @param firstAsked records before it are left out; 0 for none
   */
  Filling(List<Path> journals, Tables tables, long firstAsked, RowCounts counts) {
    this.journals = journals;
    this.tables = tables;
    this.firstAsked = firstAsked;
    this.counts = counts;
  }

  /** Whether the journal has the record that the tables end with. */
  static boolean isBornOut(List<Path> journals, Tables.Filled filled) {
    if (filled.sequence() == 0) {
      return true;
    }
    RecordView view = new RecordView();
    boolean[] same = {false};
    JournalHandler compare =
        new JournalHandler() {
          @Override
          public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {}

          @Override
          public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
            view.wrap(buffer, offset, length);
            same[0] = view.uuid().equals(filled.uuid()) && view.timeMicros() == filled.timeMicros();
          }
        };
    try (JournalReader look = JournalReader.open(journals, filled.sequence())) {
      look.poll(compare, filled.sequence(), Integer.MAX_VALUE);
      return same[0];
    } catch (JournalException e) {
      // damaged or begun later by now: read again as far as it can be
      return false;
    }
  }

  /**
   * Makes the tables ready for all definitions there are.
   *
   * @param upTo a sequence of the journal
   * @return false where they have to be made again for that
   */
  boolean begin(long upTo) throws SQLException {
    // the newest head has all of them: what is a column there is one from the first row on
    try (JournalReader newest = JournalReader.open(journals, upTo + 1)) {
      newest.poll(new Reading(null), upTo, 1);
    }
    if (!tables.define(definitions)) {
      return false;
    }
    Tables.Filled filled = tables.filled();
    long from = filled.sequence() + 1;
    if (filled.sequence() == 0) {
      from = Math.max(firstAsked, firstSequence());
    }
    first = filled.first() == 0 ? from : filled.first();
    reader = JournalReader.open(journals, from);
    return true;
  }

  private long firstSequence() {
    return JournalReader.segments(journals).get(0).firstSequence();
  }

  /**
   * Adds what there is up to a sequence.
   *
   * @param beforeCommit throws where nothing more is to be added
   * @return false where definitions came by for which the tables have to be made again
   * @throws MisfitException where a field has to become text, and everything is to begin anew
   */
  boolean fill(long upTo, Runnable beforeCommit, BooleanSupplier stop, Recovery.Progress progress)
      throws SQLException {
    // once at least: whoever has no time at all comes to the end, too
    boolean more = reader.nextSequence() <= upTo;
    while (more) {
      beforeCommit.run();
      Tables.Filled reached = transaction(upTo);
      if (reached != null) {
        tables.commit(reached);
        progress.at(reached.sequence(), upTo);
      }
      if (!tables.define(definitions)) {
        return false;
      }
      more = reader.nextSequence() <= upTo && !stop.getAsBoolean();
    }
    return true;
  }

  /** Adds the rows of one transaction; returns up to where, null for none. */
  private Tables.Filled transaction(long upTo) throws SQLException {
    try (RecordRows rows = new RecordRows(tables, definitions, counts)) {
      Reading reading = new Reading(rows);
      try {
        while (reading.records < RECORDS_A_COMMIT
            && reading.bytes < BYTES_A_COMMIT
            && reader.nextSequence() <= upTo) {
          // an excerpt, or a part of it: a batch may hold any number of records
          long last = Math.min(upTo, reader.nextSequence() + RECORDS_A_COMMIT - 1);
          if (reader.poll(reading, last, 1) == 0) {
            throw new JournalException(
                "the journal ends before sequence "
                    + reader.nextSequence()
                    + ", and was longer before");
          }
        }
      } catch (NewDefinitions e) {
        // the reader hands the record over again, when the tables are ready for it
      }
      rows.flush();
      return reading.reached;
    } catch (Failed e) {
      tables.rollback();
      throw (SQLException) e.getCause();
    } catch (RuntimeException | SQLException e) {
      tables.rollback();
      throw e;
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }

  /** An SQLException, carried through the reader. */
  private static final class Failed extends RuntimeException {
    Failed(SQLException cause) {
      super(cause);
    }
  }

  /** A segment began with definitions that the tables have no columns for yet. */
  private static final class NewDefinitions extends RuntimeException {
    NewDefinitions() {
      super(null, null, false, false);
    }
  }

  private final class Reading implements JournalHandler {
    private final RecordRows rows;
    private final int known = definitions.size();
    private Tables.Filled reached;
    private int records;
    private long bytes;

    Reading(RecordRows rows) {
      this.rows = rows;
    }

    @Override
    public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
      if (ordinal >= definitions.size()) {
        byte[] definition = new byte[length];
        buffer.getBytes(offset, definition);
        definitions.add(TypeDefinition.decode(definition));
      }
    }

    @Override
    public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
      if (definitions.size() > known) {
        throw new NewDefinitions();
      }
      records++;
      bytes += length;
      try {
        reached = rows.add(first, sequence, buffer, offset, length);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new JournalException(
            "the record of sequence " + sequence + " cannot be understood: " + e.getMessage(), e);
      } catch (SQLException e) {
        throw new Failed(e);
      }
    }
  }
}
