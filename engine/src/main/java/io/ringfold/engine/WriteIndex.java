package io.ringfold.engine;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Object2LongHashMap;

/**
 * When each aggregate was last written: what {@code expected-seq} is checked against. An aggregate
 * counts as written by an accepted command one of whose events names its key.
 *
 * <p>Single-threaded.
 */
final class WriteIndex {

  /** The index as it stands in a snapshot; one list and array for each domain. */
  record Image(long lastAccepted, List<ArrayList<String>> keys, List<long[]> sequences) {}

  private static final long NEVER = 0;
  private static final float LOAD_FACTOR = 0.65f;

  private final List<Object2LongHashMap<String>> byDomain = new ArrayList<>();
  private final long[] wholeDomain;
  private long lastAccepted;

  WriteIndex(int domains) {
    wholeDomain = new long[domains];
    for (int i = 0; i < domains; i++) {
      byDomain.add(mapOf(0));
    }
  }

  /** With room for so many keys. */
  private static Object2LongHashMap<String> mapOf(int keys) {
    int capacity = (int) Math.ceil(keys / LOAD_FACTOR);
    return new Object2LongHashMap<>(capacity, LOAD_FACTOR, NEVER);
  }

  void wrote(int domainIndex, String key, long sequence) {
    byDomain.get(domainIndex).put(key, sequence);
  }

  /** Every aggregate of the domain was written. Not part of the image. */
  void wroteAll(int domainIndex, long sequence) {
    wholeDomain[domainIndex] = sequence;
  }

  void accepted(long sequence) {
    lastAccepted = sequence;
  }

  /** 0 where it was never written. */
  long lastWrite(int domainIndex, String key) {
    return Math.max(wholeDomain[domainIndex], byDomain.get(domainIndex).getValue(key));
  }

  /** The last accepted command, of any domain. */
  long lastAccepted() {
    return lastAccepted;
  }

  Image image() {
    List<ArrayList<String>> keys = new ArrayList<>();
    List<long[]> sequences = new ArrayList<>();
    for (Object2LongHashMap<String> map : byDomain) {
      ArrayList<String> domainKeys = new ArrayList<>(map.size());
      long[] domainSequences = new long[map.size()];
      map.forEachLong(
          (key, sequence) -> {
            domainSequences[domainKeys.size()] = sequence;
            domainKeys.add(key);
          });
      keys.add(domainKeys);
      sequences.add(domainSequences);
    }
    return new Image(lastAccepted, new ArrayList<>(keys), new ArrayList<>(sequences));
  }

  void load(Image image) {
    lastAccepted = image.lastAccepted();
    for (int domain = 0; domain < byDomain.size(); domain++) {
      List<String> keys = image.keys().get(domain);
      long[] sequences = image.sequences().get(domain);
      byDomain.set(domain, mapOf(sequences.length));
      for (int i = 0; i < sequences.length; i++) {
        wrote(domain, keys.get(i), sequences[i]);
      }
    }
  }
}
