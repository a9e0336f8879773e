package io.ringfold.engine.shape;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** Receives a value piece by piece, in order: what a writer of some format implements. */
public interface ValueVisitor {
  void nullValue();

  void bool(boolean value);

  void integer(long value);

  void floating(double value);

  void decimal(BigDecimal value);

  void string(String value);

  void uuid(UUID value);

  void time(Instant value);

  void bytes(byte[] value);

  /** Then its elements, then {@link #endList()}. */
  void beginList(int size);

  void endList();

  /** Then for each field {@link #name} and its value, then {@link #endObject()}. */
  void beginObject(int size);

  void name(String name);

  void endObject();
}
