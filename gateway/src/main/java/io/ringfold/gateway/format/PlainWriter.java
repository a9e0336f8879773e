package io.ringfold.gateway.format;

import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps what is written as plain values, for what needs to see it whole before it can be shown,
 * such as a page. Words and keywords are strings.
 */
public final class PlainWriter implements ValueWriter {

  /** An object that is being written, and the name of the field that comes next. */
  private static final class OpenObject {
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private String name;
  }

  private final Timestamps timestamps = new Timestamps();
  private final Deque<Object> open = new ArrayDeque<>();
  private Object result;

  /** What was written. */
  public Object result() {
    return result;
  }

  private void add(Object value) {
    Object into = open.peek();
    if (into instanceof OpenObject object) {
      object.fields.put(object.name, value);
    } else if (into instanceof Collection) {
      @SuppressWarnings("unchecked") // only lists of our own making are opened
      List<Object> list = (List<Object>) into;
      list.add(value);
    } else {
      result = value;
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
  public void time(long micros) {
    add(Instant.parse(timestamps.text(micros)));
  }

  @Override
  public void bytes(byte[] value) {
    add(value.clone());
  }

  @Override
  public void beginList(int size) {
    open.push(new ArrayList<>());
  }

  @Override
  public void endList() {
    add(open.pop());
  }

  @Override
  public void beginObject(int size) {
    open.push(new OpenObject());
  }

  @Override
  public void name(String name) {
    ((OpenObject) open.element()).name = name;
  }

  @Override
  public void endObject() {
    add(((OpenObject) open.pop()).fields);
  }

  @Override
  public void word(Word word) {
    add(word.text());
  }

  @Override
  public void field(Word name) {
    name(name.text());
  }

  @Override
  public void keyword(String name) {
    add(name);
  }

  @Override
  public void json(String text) {
    if (text == null) {
      nullValue();
    } else {
      Values.walk(JsonValues.checked(text), this);
    }
  }

  @Override
  public void flush() {
    // nothing is held back
  }
}
