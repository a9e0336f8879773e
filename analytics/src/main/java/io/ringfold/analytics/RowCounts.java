package io.ringfold.analytics;

import java.util.Map;
import java.util.TreeMap;

/** How many rows the journal gave each table, counted as it was read. */
final class RowCounts {
  private final Map<String, Long> byTable = new TreeMap<>();

  void add(String table) {
    byTable.merge(table, 1L, Long::sum);
  }

  long of(String table) {
    return byTable.getOrDefault(table, 0L);
  }

  void clear() {
    byTable.clear();
  }
}
