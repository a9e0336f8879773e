package io.ringfold.gateway.format;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** A few fields with their values, in the order in which they came, without a table. Immutable. */
final class FlatFields extends AbstractMap<String, Object> {

  /** So many are looked through as fast as a table finds one. */
  static final int MAX = 8;

  private final String[] names;
  private final Object[] values;

  /** Of names that differ; both arrays belong to it from now on. */
  FlatFields(String[] names, Object[] values) {
    this.names = names;
    this.values = values;
  }

  private int indexOf(Object name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public boolean containsKey(Object name) {
    return indexOf(name) >= 0;
  }

  @Override
  public Object get(Object name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return names.length;
      }

      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, Object>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < names.length;
    }

    @Override
    public Map.Entry<String, Object> next() {
      if (next == names.length) {
        throw new NoSuchElementException();
      }
      int each = next++;
      return new SimpleImmutableEntry<>(names[each], values[each]);
    }
  }
}
