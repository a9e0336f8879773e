package io.ringfold.engine.domain;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * An immutable hash map: a change gives another map, which shares with this one what did not
 * change. Keys and values are not null; the order of iteration means nothing.
 *
 * <p>It is made for folds. One that hands over its {@link EventContext#batch()} copies each node of
 * the tree once a batch, not once an event:
 *
 * <pre>{@code
 * return new Ledger(accounts.plus(event.account(), account, context.batch()));
 * }</pre>
 *
 * <p>The price is a rule: <b>within the batch, the map that was changed must not be used any
 * more</b>, only the one that came of it. A fold that returns its new read model and drops the last
 * one keeps the rule without knowing of it; one that keeps an earlier map in the read model, for a
 * comparison or a history, changes without a batch. The test kit tells where the rule is broken.
 *
 * <p>A compressed trie (after Steindorfer and Vinju, <i>Optimizing hash-array mapped tries for fast
 * and lean immutable JVM collections</i>, OOPSLA 2015), whose nodes note the batch that made them.
 * Safe to read on any thread that it was published to.
 */
public final class PersistentMap<K, V> extends AbstractMap<K, V> {
  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(new Node(null, 0, 0), 0);

  private final Node root;
  private final int size;

  private PersistentMap(Node root, int size) {
    this.root = root;
    this.size = size;
  }

  /** The map without entries. */
  @SuppressWarnings("unchecked") // holds none of any type
  public static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  /** A map of these entries. */
  public static <K, V> PersistentMap<K, V> copyOf(Map<? extends K, ? extends V> entries) {
    List<Object> pairs = new ArrayList<>(2 * entries.size());
    for (Map.Entry<? extends K, ? extends V> each : entries.entrySet()) {
      pairs.add(Objects.requireNonNull(each.getKey(), "key"));
      pairs.add(Objects.requireNonNull(each.getValue(), "value"));
    }
    return pairs.isEmpty()
        ? empty()
        : new PersistentMap<>(new Planting(pairs.toArray()).root(), pairs.size() / 2);
  }

  /** This map with the key standing for the value. */
  public PersistentMap<K, V> plus(K key, V value) {
    return plus(key, value, new Batch());
  }

  /** The same within a batch: this map must not be used any more. */
  public PersistentMap<K, V> plus(K key, V value, Batch batch) {
    Objects.requireNonNull(value, "value");
    batch.resized = false;
    Node next = root.plus(spread(key), 0, key, value, batch);
    return with(next, batch.resized ? size + 1 : size);
  }

  /** This map without the key. */
  public PersistentMap<K, V> minus(Object key) {
    return minus(key, new Batch());
  }

  /** The same within a batch: this map must not be used any more. */
  public PersistentMap<K, V> minus(Object key, Batch batch) {
    batch.resized = false;
    Node next = root.minus(spread(key), 0, key, batch);
    return with(next, batch.resized ? size - 1 : size);
  }

  private PersistentMap<K, V> with(Node next, int nextSize) {
    return next == root && nextSize == size ? this : new PersistentMap<>(next, nextSize);
  }

  @Override
  @SuppressWarnings("unchecked") // only values were put there
  public V get(Object key) {
    return key == null ? null : (V) root.get(spread(key), key);
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings("unchecked") // only keys and values were put there
  public void forEach(BiConsumer<? super K, ? super V> action) {
    root.forEach((BiConsumer<Object, Object>) (BiConsumer<?, ?>) action);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new Entries<>(root);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** So that keys which differ in their high bits alone part near the root. */
  private static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ hash >>> 16;
  }

  /**
   * Up to 32 places, one for each value of five bits of the hash: in a place stands nothing, a pair
   * of key and value, or a node below. Only what is there takes room: first the pairs, then the
   * nodes, each in the order of their places. Below the last bits of the hash all keys have the
   * same one, and the node is a list of pairs.
   */
  private static final class Node {
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;

    /** Where no bits of the hash are left. */
    private static final int LIST_SHIFT = 35;

    /** Only its events may change this node. */
    private final Batch owner;

    /** The places with a pair, and those with a node; both 0 in a list. */
    private int pairs;

    private int nodes;
    private Object[] slots;

    Node(Batch owner, int pairs, int nodes, Object... slots) {
      this.owner = owner;
      this.pairs = pairs;
      this.nodes = nodes;
      this.slots = slots;
    }

    Object get(int hash, Object key) {
      Node node = this;
      for (int shift = 0; shift < LIST_SHIFT; shift += BITS) {
        int bit = bit(hash, shift);
        if ((node.pairs & bit) != 0) {
          int at = node.pairAt(bit);
          return isSame(node.slots[at], key) ? node.slots[at + 1] : null;
        }
        if ((node.nodes & bit) == 0) {
          return null;
        }
        node = (Node) node.slots[node.nodeAt(bit)];
      }
      int at = node.listed(key);
      return at < 0 ? null : node.slots[at + 1];
    }

    Node plus(int hash, int shift, Object key, Object value, Batch batch) {
      if (shift >= LIST_SHIFT) {
        int at = listed(key);
        return at < 0 ? inserted(slots.length, key, value, batch) : put(at + 1, value, batch);
      }
      int bit = bit(hash, shift);
      if ((pairs & bit) != 0) {
        int at = pairAt(bit);
        if (isSame(slots[at], key)) {
          return put(at + 1, value, batch);
        }
        batch.resized = true;
        Node below = new Node(batch, 0, 0);
        below = below.plus(spread(slots[at]), shift + BITS, slots[at], slots[at + 1], batch);
        below = below.plus(hash, shift + BITS, key, value, batch);
        return pushedDown(bit, below, batch);
      }
      if ((nodes & bit) != 0) {
        int at = nodeAt(bit);
        Node below = (Node) slots[at];
        return put(at, below.plus(hash, shift + BITS, key, value, batch), batch);
      }
      Node next = inserted(pairAt(bit), key, value, batch);
      next.pairs |= bit;
      return next;
    }

    Node minus(int hash, int shift, Object key, Batch batch) {
      if (shift >= LIST_SHIFT) {
        int at = listed(key);
        return at < 0 ? this : removed(at, batch);
      }
      int bit = bit(hash, shift);
      if ((pairs & bit) != 0) {
        int at = pairAt(bit);
        if (!isSame(slots[at], key)) {
          return this;
        }
        Node next = removed(at, batch);
        next.pairs &= ~bit;
        return next;
      }
      if ((nodes & bit) == 0) {
        return this;
      }
      int at = nodeAt(bit);
      Node below = ((Node) slots[at]).minus(hash, shift + BITS, key, batch);
      // a lone pair stands as high as it can: one set of entries, one tree
      return batch.resized && below.nodes == 0 && below.slots.length == 2
          ? pulledUp(bit, below, batch)
          : put(at, below, batch);
    }

    private Node put(int at, Object value, Batch batch) {
      if (slots[at] == value) {
        return this;
      }
      Node next = owner == batch ? this : new Node(batch, pairs, nodes, slots.clone());
      next.slots[at] = value;
      return next;
    }

    private Node inserted(int at, Object key, Object value, Batch batch) {
      batch.resized = true;
      Object[] more = new Object[slots.length + 2];
      System.arraycopy(slots, 0, more, 0, at);
      more[at] = key;
      more[at + 1] = value;
      System.arraycopy(slots, at, more, at + 2, slots.length - at);
      return with(pairs, nodes, more, batch);
    }

    private Node removed(int at, Batch batch) {
      batch.resized = true;
      Object[] fewer = new Object[slots.length - 2];
      System.arraycopy(slots, 0, fewer, 0, at);
      System.arraycopy(slots, at + 2, fewer, at, fewer.length - at);
      return with(pairs, nodes, fewer, batch);
    }

    /** With a node in the place of a pair. */
    private Node pushedDown(int bit, Node below, Batch batch) {
      int pairAt = pairAt(bit);
      int nodeAt = nodeAt(bit) - 2;
      Object[] changed = new Object[slots.length - 1];
      System.arraycopy(slots, 0, changed, 0, pairAt);
      System.arraycopy(slots, pairAt + 2, changed, pairAt, nodeAt - pairAt);
      changed[nodeAt] = below;
      System.arraycopy(slots, nodeAt + 2, changed, nodeAt + 1, changed.length - nodeAt - 1);
      return with(pairs & ~bit, nodes | bit, changed, batch);
    }

    /** With the pair of a node in that node's place. */
    private Node pulledUp(int bit, Node below, Batch batch) {
      int pairAt = pairAt(bit);
      int nodeAt = nodeAt(bit);
      Object[] changed = new Object[slots.length + 1];
      System.arraycopy(slots, 0, changed, 0, pairAt);
      changed[pairAt] = below.slots[0];
      changed[pairAt + 1] = below.slots[1];
      System.arraycopy(slots, pairAt, changed, pairAt + 2, nodeAt - pairAt);
      System.arraycopy(slots, nodeAt + 1, changed, nodeAt + 2, slots.length - nodeAt - 1);
      return with(pairs | bit, nodes & ~bit, changed, batch);
    }

    private Node with(int nextPairs, int nextNodes, Object[] nextSlots, Batch batch) {
      if (owner != batch) {
        return new Node(batch, nextPairs, nextNodes, nextSlots);
      }
      pairs = nextPairs;
      nodes = nextNodes;
      slots = nextSlots;
      return this;
    }

    void forEach(BiConsumer<Object, Object> action) {
      int at = 0;
      for (int end = endOfPairs(); at < end; at += 2) {
        action.accept(slots[at], slots[at + 1]);
      }
      for (; at < slots.length; at++) {
        ((Node) slots[at]).forEach(action);
      }
    }

    int endOfPairs() {
      return slots.length - Integer.bitCount(nodes);
    }

    private int listed(Object key) {
      for (int at = 0; at < slots.length; at += 2) {
        if (isSame(slots[at], key)) {
          return at;
        }
      }
      return -1;
    }

    private static int bit(int hash, int shift) {
      return 1 << (hash >>> shift & MASK);
    }

    private int pairAt(int bit) {
      return 2 * Integer.bitCount(pairs & bit - 1);
    }

    private int nodeAt(int bit) {
      return 2 * Integer.bitCount(pairs) + Integer.bitCount(nodes & bit - 1);
    }

    private static boolean isSame(Object one, Object other) {
      return one == other || one.equals(other);
    }
  }

  /**
   * Makes the tree of many entries from its root down, each node once and of its last size. Entry
   * by entry, most nodes would be made several times.
   */
  private static final class Planting {
    private final Object[] pairs;
    private final int[] hashes;

    /** Numbers of pairs; those of one node stand together. */
    private final int[] order;

    private final int[] reordered;
    private final Batch batch = new Batch();

    /**
     * @param pairs key, value, key, value …; no key twice
     */
    Planting(Object[] pairs) {
      this.pairs = pairs;
      int size = pairs.length / 2;
      hashes = new int[size];
      order = new int[size];
      reordered = new int[size];
      for (int i = 0; i < size; i++) {
        hashes[i] = spread(pairs[2 * i]);
        order[i] = i;
      }
    }

    Node root() {
      return node(0, order.length, 0);
    }

    private Node node(int from, int to, int shift) {
      if (shift >= Node.LIST_SHIFT) {
        return list(from, to);
      }
      int[] ends = sort(from, to, shift);
      int pairBits = 0;
      int nodeBits = 0;
      for (int place = 0, at = from; place < ends.length; at = ends[place++]) {
        int count = ends[place] - at;
        pairBits |= count == 1 ? 1 << place : 0;
        nodeBits |= count > 1 ? 1 << place : 0;
      }
      int pairAt = 0;
      int nodeAt = 2 * Integer.bitCount(pairBits);
      Object[] slots = new Object[nodeAt + Integer.bitCount(nodeBits)];
      for (int place = 0, at = from; place < ends.length; at = ends[place++]) {
        int count = ends[place] - at;
        if (count == 1) {
          slots[pairAt++] = pairs[2 * order[at]];
          slots[pairAt++] = pairs[2 * order[at] + 1];
        } else if (count > 1) {
          slots[nodeAt++] = node(at, ends[place], shift + Node.BITS);
        }
      }
      return new Node(batch, pairBits, nodeBits, slots);
    }

    /** Brings those of one place together; returns where each place ends. */
    private int[] sort(int from, int to, int shift) {
      int[] next = new int[Node.MASK + 1];
      for (int i = from; i < to; i++) {
        next[hashes[order[i]] >>> shift & Node.MASK]++;
      }
      for (int place = 0, at = from; place < next.length; place++) {
        int count = next[place];
        next[place] = at;
        at += count;
      }
      for (int i = from; i < to; i++) {
        reordered[next[hashes[order[i]] >>> shift & Node.MASK]++] = order[i];
      }
      System.arraycopy(reordered, from, order, from, to - from);
      return next;
    }

    private Node list(int from, int to) {
      Node list = new Node(batch, 0, 0);
      for (int i = from; i < to; i++) {
        Object key = pairs[2 * order[i]];
        if (list.listed(key) >= 0) {
          throw new IllegalArgumentException("the entries hold the key " + key + " twice");
        }
        list = list.inserted(list.slots.length, key, pairs[2 * order[i] + 1], batch);
      }
      return list;
    }
  }

  /** Goes through the tree, the pairs of a node before the nodes below it. */
  private static final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {
    private Node[] path = new Node[8];
    private int[] places = new int[8];
    private int depth;

    Entries(Node root) {
      path[0] = root;
      goOn();
    }

    /** Stands at the next pair, or at the end. */
    private void goOn() {
      while (depth >= 0) {
        Node node = path[depth];
        if (places[depth] < node.endOfPairs()) {
          return;
        }
        if (places[depth] == node.slots.length) {
          path[depth--] = null;
        } else {
          Node below = (Node) node.slots[places[depth]++];
          if (++depth == path.length) {
            path = Arrays.copyOf(path, 2 * depth);
            places = Arrays.copyOf(places, 2 * depth);
          }
          path[depth] = below;
          places[depth] = 0;
        }
      }
    }

    @Override
    public boolean hasNext() {
      return depth >= 0;
    }

    @Override
    @SuppressWarnings("unchecked") // only keys and values were put there
    public Map.Entry<K, V> next() {
      if (depth < 0) {
        throw new NoSuchElementException();
      }
      Object[] slots = path[depth].slots;
      int at = places[depth];
      places[depth] += 2;
      goOn();
      return Map.entry((K) slots[at], (V) slots[at + 1]);
    }
  }
}
