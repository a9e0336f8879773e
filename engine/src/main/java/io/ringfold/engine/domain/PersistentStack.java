package io.ringfold.engine.domain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * An immutable list that grows at its front: an account's movements, the newest first. {@link
 * #plus} gives another list, which shares all that was there with this one, and costs a few
 * nanoseconds however long the list is. No element is null.
 *
 * <p>Elements stand in arrays, linked from the newest to the oldest (an unrolled linked list). Of
 * all lists that end in an array, the one that comes first to its next free place takes it; another
 * one takes a copy of the array. So lists may branch, on whatever threads, and in the common case
 * nothing is ever copied.
 *
 * <p>Made to be read from the front: {@link #get} walks there.
 */
public final class PersistentStack<E> extends AbstractList<E> {

  /** The first array is small, for most histories are; each is twice as large as the last. */
  private static final int FIRST_LENGTH = 4;

  private static final int MAX_LENGTH = 64;
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final PersistentStack<?> EMPTY = new PersistentStack<>(null, 0, 0);

  /**
   * Some elements, the oldest first, and null where a place is free.
   *
   * @param older null for none
   */
  private record Chunk(Object[] elements, Chunk older) {}

  private final Chunk newest;

  /** How many elements of the newest array are in this list. */
  private final int used;

  private final int size;

  private PersistentStack(Chunk newest, int used, int size) {
    this.newest = newest;
    this.used = used;
    this.size = size;
  }

  /** The list without elements. */
  @SuppressWarnings("unchecked") // holds none of any type
  public static <E> PersistentStack<E> empty() {
    return (PersistentStack<E>) EMPTY;
  }

  /** A list of these elements, in this order: the first one is the newest. */
  public static <E> PersistentStack<E> copyOf(Collection<? extends E> elements) {
    Object[] newestFirst = elements.toArray();
    int left = newestFirst.length;
    if (left == 0) {
      return empty();
    }
    Chunk newest = null;
    int used = 0;
    for (int length = FIRST_LENGTH; left > 0; length = Math.min(2 * length, MAX_LENGTH)) {
      Object[] chunk = new Object[length];
      for (used = 0; used < length && left > 0; used++) {
        chunk[used] = Objects.requireNonNull(newestFirst[--left], "element");
      }
      newest = new Chunk(chunk, newest);
    }
    return new PersistentStack<>(newest, used, newestFirst.length);
  }

  /** This list with one element more, in front of all others. */
  public PersistentStack<E> plus(E element) {
    Objects.requireNonNull(element, "element");
    Chunk chunk = newest;
    int at = used;
    if (chunk == null || at == chunk.elements.length) {
      int length = chunk == null ? FIRST_LENGTH : Math.min(2 * at, MAX_LENGTH);
      chunk = new Chunk(new Object[length], newest);
      at = 0;
      chunk.elements[0] = element;
    } else if (!ELEMENT.compareAndSet(chunk.elements, at, null, element)) {
      Object[] copy = Arrays.copyOf(chunk.elements, chunk.elements.length);
      Arrays.fill(copy, at, copy.length, null);
      copy[at] = element;
      chunk = new Chunk(copy, chunk.older);
    }
    return new PersistentStack<>(chunk, at + 1, size + 1);
  }

  /** Up to so many elements, the newest first: a list of its own. */
  public List<E> newest(int limit) {
    int count = Math.min(limit, size);
    List<E> found = new ArrayList<>(count);
    Iterator<E> each = iterator();
    while (found.size() < count) {
      found.add(each.next());
    }
    return found;
  }

  @Override
  @SuppressWarnings("unchecked") // only elements were put there
  public E get(int index) {
    Objects.checkIndex(index, size);
    Chunk chunk = newest;
    int at = used - 1 - index;
    while (at < 0) {
      chunk = chunk.older;
      at += chunk.elements.length;
    }
    return (E) chunk.elements[at];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Iterator<E> iterator() {
    return new NewestFirst<>(newest, used);
  }

  /** By the iterator: the way by index is long. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof List<?> list) || list.size() != size) {
      return false;
    }
    Iterator<?> others = list.iterator();
    for (E each : this) {
      if (!each.equals(others.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (E each : this) {
      hash = 31 * hash + each.hashCode();
    }
    return hash;
  }

  private static final class NewestFirst<E> implements Iterator<E> {
    private Chunk chunk;
    private int left;

    NewestFirst(Chunk chunk, int left) {
      this.chunk = chunk;
      this.left = left;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    @SuppressWarnings("unchecked") // only elements were put there
    public E next() {
      if (left == 0) {
        throw new NoSuchElementException();
      }
      E element = (E) chunk.elements[--left];
      if (left == 0 && chunk.older != null) {
        chunk = chunk.older;
        left = chunk.elements.length;
      }
      return element;
    }
  }
}
