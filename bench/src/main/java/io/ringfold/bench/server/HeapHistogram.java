package io.ringfold.bench.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies on a JVM's heap and is still in use, by class.
 *
 * @param totalBytes of all classes
 */
public record HeapHistogram(long totalBytes, Map<String, Long> bytesByClass) {

  /** As {@code jcmd GC.class_histogram} prints: number, instances, bytes, class, module. */
  private static final Pattern LINE =
      Pattern.compile("\\s*[0-9]+:\\s+[0-9]+\\s+([0-9]+)\\s+(\\S+).*");

  private static final Pattern TOTAL = Pattern.compile("Total\\s+[0-9]+\\s+([0-9]+)\\s*");

  public static HeapHistogram parse(String text) {
    Map<String, Long> bytesByClass = new HashMap<>();
    long total = -1;
    for (String line : text.split("\\R")) {
      Matcher each = LINE.matcher(line);
      Matcher whole = TOTAL.matcher(line);
      if (each.matches()) {
        // one name may be several classes, of different loaders
        bytesByClass.merge(each.group(2), Long.parseLong(each.group(1)), Long::sum);
      } else if (whole.matches()) {
        total = Long.parseLong(whole.group(1));
      }
    }
    if (total < 0) {
      throw new IllegalArgumentException("no histogram of a heap: " + text);
    }
    return new HeapHistogram(total, Map.copyOf(bytesByClass));
  }

  /** As comma-separated values with a head, the largest first. */
  public String csv() {
    StringBuilder csv = new StringBuilder("bytes,class\n");
    bytesByClass.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(
            each -> csv.append(each.getValue()).append(',').append(each.getKey()).append('\n'));
    return csv.toString();
  }

  /** The classes that grew most since an earlier histogram, the one that grew most first. */
  public List<String> growthSince(HeapHistogram earlier, int most) {
    List<Map.Entry<String, Long>> growth = new ArrayList<>();
    bytesByClass.forEach(
        (name, bytes) -> {
          long grown = bytes - earlier.bytesByClass.getOrDefault(name, 0L);
          if (grown > 0) {
            growth.add(Map.entry(name, grown));
          }
        });
    growth.sort(
        Comparator.comparingLong(Map.Entry<String, Long>::getValue)
            .reversed()
            .thenComparing(Map.Entry::getKey));
    return growth.stream()
        .limit(most)
        .map(each -> String.format(Locale.ROOT, "%+,d bytes of %s", each.getValue(), each.getKey()))
        .toList();
  }
}
