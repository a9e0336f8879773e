package io.ringfold.engine.shape;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Collects a walk as nested maps and lists. */
class PlainVisitor implements ValueVisitor {

  /** A container that is open: a list, or a map with the name that its next value gets. */
  private static final class Open {
    final List<Object> list;
    final Map<String, Object> map;
    String name;

    Open(List<Object> list, Map<String, Object> map) {
      this.list = list;
      this.map = map;
    }
  }

  private final Deque<Open> open = new ArrayDeque<>();
  private Object result;

  Object result() {
    return result;
  }

  private void add(Object value) {
    Open container = open.peek();
    if (container == null) {
      result = value;
    } else if (container.list != null) {
      container.list.add(value);
    } else {
      container.map.put(container.name, value);
    }
  }

  @Override
  public void nullValue() {
    add(null);
  }

  @Override
  public void bool(boolean value) {
    add(value);
  }

  @Override
  public void integer(long value) {
    add(value);
  }

  @Override
  public void floating(double value) {
    add(value);
  }

  @Override
  public void decimal(BigDecimal value) {
    add(value);
  }

  @Override
  public void string(String value) {
    add(value);
  }

  @Override
  public void uuid(UUID value) {
    add(value);
  }

  @Override
  public void time(Instant value) {
    add(value);
  }

  @Override
  public void bytes(byte[] value) {
    add(value.clone());
  }

  @Override
  public void beginList(int size) {
    List<Object> list = new ArrayList<>(size);
    add(list);
    open.push(new Open(list, null));
  }

  @Override
  public void endList() {
    open.pop();
  }

  @Override
  public void beginObject(int size) {
    Map<String, Object> map = new LinkedHashMap<>();
    add(map);
    open.push(new Open(null, map));
  }

  @Override
  public void name(String name) {
    open.element().name = name;
  }

  @Override
  public void endObject() {
    open.pop();
  }
}
