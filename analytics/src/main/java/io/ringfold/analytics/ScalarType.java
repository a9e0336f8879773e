package io.ringfold.analytics;

import io.ringfold.engine.shape.FieldType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;

/** The types of columns that hold one value. */
enum ScalarType implements ColumnType {
  BOOLEAN("BOOLEAN"),
  INTEGER("INTEGER"),
  BIGINT("BIGINT"),
  DOUBLE("DOUBLE"),
  DECIMAL("DECIMAL(38,18)"),
  VARCHAR("VARCHAR"),
  UUID("UUID"),
  TIMESTAMP("TIMESTAMPTZ"),
  BLOB("BLOB"),
  /** One JSON value. */
  JSON("JSON"),
  /** Anything: texts, uuids and times as they are, everything else as its JSON. */
  TEXT("VARCHAR");

  /** Of 38 digits, which is what 128 bits hold, 18 behind the point. */
  private static final int DECIMAL_SCALE = 18;

  private static final int DECIMAL_PRECISION = 38;

  // what microseconds in 64 bits can say, and what every reader of Parquet and CSV takes
  private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private final String sql;

  ScalarType(String sql) {
    this.sql = sql;
  }

  static ScalarType of(FieldType.Kind kind) {
    return switch (kind) {
      case BOOLEAN -> BOOLEAN;
      case INT -> INTEGER;
      case LONG -> BIGINT;
      case DOUBLE -> DOUBLE;
      case DECIMAL -> DECIMAL;
      case STRING, ENUM -> VARCHAR;
      case UUID -> UUID;
      case TIME -> TIMESTAMP;
      case BYTES -> BLOB;
      default -> throw new IllegalArgumentException(kind + " is not one value");
    };
  }

  @Override
  public String sql() {
    return sql;
  }

  @Override
  public Object fit(Object plain) {
    return switch (this) {
      case INTEGER -> Math.toIntExact((Long) plain);
      case DECIMAL -> decimal(plain);
      case TIMESTAMP -> time((Instant) plain);
      case TEXT -> text(plain);
      default -> plain;
    };
  }

  private static String text(Object plain) {
    return plain instanceof String || plain instanceof java.util.UUID || plain instanceof Instant
        ? plain.toString()
        : JsonText.of(plain);
  }

  private static BigDecimal decimal(Object plain) {
    BigDecimal value = plain instanceof BigDecimal exact ? exact : BigDecimal.valueOf((Long) plain);
    if (value.signum() == 0) {
      return BigDecimal.ZERO.setScale(DECIMAL_SCALE);
    }
    BigDecimal shortest = value.stripTrailingZeros();
    int before = shortest.precision() - shortest.scale();
    if (shortest.scale() > DECIMAL_SCALE || before > DECIMAL_PRECISION - DECIMAL_SCALE) {
      throw new MisfitException();
    }
    return value.setScale(DECIMAL_SCALE);
  }

  private static Object time(Instant plain) {
    if (plain.isBefore(FIRST_TIME) || plain.isAfter(LAST_TIME)) {
      throw new MisfitException();
    }
    return plain.atOffset(ZoneOffset.UTC);
  }
}
