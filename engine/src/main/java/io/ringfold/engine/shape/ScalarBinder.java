package io.ringfold.engine.shape;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;

/** Makes the values that have no parts of plain ones; adds an error where it cannot. */
final class ScalarBinder {

  /** Enough for any amount; a longer one is an attack on whoever calculates with it. */
  private static final int MAX_DECIMAL_DIGITS = 1000;

  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private ScalarBinder() {}

  static Object bind(CarriedType type, Object value, BindErrors errors) {
    return switch (type.kind()) {
      case BOOLEAN -> bindBoolean(value, errors);
      case INT -> bindInt(value, errors);
      case LONG -> bindInteger(value, Long.MIN_VALUE, Long.MAX_VALUE, errors);
      case DOUBLE -> bindDouble(value, errors);
      case DECIMAL -> bindDecimal(value, errors);
      case STRING -> bindString(value, errors);
      case UUID -> bindUuid(value, errors);
      case TIME -> bindTime(value, errors);
      case ENUM -> bindEnum(type, value, errors);
      case BYTES -> bindBytes(value, errors);
      default -> throw new IllegalStateException("kind " + type.kind());
    };
  }

  private static Object bindBoolean(Object value, BindErrors errors) {
    return value instanceof Boolean ? value : wrong("must be true or false", value, errors);
  }

  private static Object bindInt(Object value, BindErrors errors) {
    Long found = bindInteger(value, Integer.MIN_VALUE, Integer.MAX_VALUE, errors);
    return found == null ? null : found.intValue();
  }

  private static Long bindInteger(Object value, long min, long max, BindErrors errors) {
    BigInteger big;
    if (value instanceof Long || value instanceof Integer) {
      long found = ((Number) value).longValue();
      return found < min || found > max ? outOfRange(value, min, max, errors) : (Long) found;
    } else if (value instanceof Short || value instanceof Byte) {
      big = BigInteger.valueOf(((Number) value).longValue());
    } else if (value instanceof BigInteger found) {
      big = found;
    } else if (value instanceof String text && isInteger(text)) {
      if (text.length() > MAX_DECIMAL_DIGITS) {
        return outOfRange(value, min, max, errors);
      }
      big = new BigInteger(text);
    } else if (decimalOf(value) != null) {
      BigDecimal decimal = decimalOf(value);
      if (decimal.signum() != 0 && (long) decimal.precision() - decimal.scale() > 19) {
        // before it is spelled out: 1e999999999 would not fit into memory
        return outOfRange(value, min, max, errors);
      }
      if (!isIntegral(decimal)) {
        wrong("must be an integer", value, errors);
        return null;
      }
      big = decimal.signum() == 0 ? BigInteger.ZERO : decimal.toBigIntegerExact();
    } else {
      wrong("must be an integer", value, errors);
      return null;
    }
    if (big.compareTo(LONG_MIN) < 0 || big.compareTo(LONG_MAX) > 0) {
      return outOfRange(value, min, max, errors);
    }
    long found = big.longValue();
    return found < min || found > max ? outOfRange(value, min, max, errors) : (Long) found;
  }

  private static boolean isInteger(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > first;
  }

  /** Of at most 19 digits before the point. */
  private static boolean isIntegral(BigDecimal decimal) {
    if (decimal.signum() == 0 || decimal.scale() <= 0) {
      return true;
    }
    // below one, or with too many places to be all zeros: no need to divide
    return decimal.precision() > decimal.scale() && decimal.remainder(BigDecimal.ONE).signum() == 0;
  }

  /** A number with a point, as its reader gave it; null for anything else, and for NaN. */
  private static BigDecimal decimalOf(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? new BigDecimal(value.toString()) : null;
    }
    return null;
  }

  private static Long outOfRange(Object value, long min, long max, BindErrors errors) {
    wrong("must be from " + min + " to " + max, value, errors);
    return null;
  }

  private static Object bindDouble(Object value, BindErrors errors) {
    if (!(value instanceof Number number)) {
      return wrong("must be a number", value, errors);
    }
    double found = number.doubleValue();
    return Double.isFinite(found) ? found : wrong("must be a finite number", value, errors);
  }

  private static Object bindDecimal(Object value, BindErrors errors) {
    BigDecimal found = decimalOf(value);
    if (found == null) {
      if (value instanceof BigInteger integer) {
        found = new BigDecimal(integer);
      } else if (value instanceof Long
          || value instanceof Integer
          || value instanceof Short
          || value instanceof Byte) {
        found = BigDecimal.valueOf(((Number) value).longValue());
      } else if (value instanceof String text && text.length() <= 2 * MAX_DECIMAL_DIGITS) {
        try {
          found = new BigDecimal(text);
        } catch (NumberFormatException e) {
          return wrong("must be a decimal number", value, errors);
        }
      } else {
        return wrong("must be a decimal number", value, errors);
      }
    }
    if (found.scale() > MAX_DECIMAL_DIGITS
        || (long) found.precision() - found.scale() > MAX_DECIMAL_DIGITS) {
      return wrong(
          "must have at most " + MAX_DECIMAL_DIGITS + " digits before and after the point",
          value,
          errors);
    }
    return found;
  }

  private static Object bindString(Object value, BindErrors errors) {
    if (value instanceof String text) {
      checkText(text, errors);
      return text;
    }
    return wrong("must be a string", value, errors);
  }

  /** Text that UTF-8 cannot carry would come back as another after a restart. */
  static void checkText(String text, BindErrors errors) {
    int lone = Utf8.loneSurrogate(text);
    if (lone >= 0) {
      errors.add(
          String.format(
              "must be valid text: has \\u%04x without its partner at %d",
              (int) text.charAt(lone), lone));
    }
  }

  private static Object bindUuid(Object value, BindErrors errors) {
    if (value instanceof UUID) {
      return value;
    }
    if (value instanceof String text && isUuid(text)) {
      return UUID.fromString(text);
    }
    return wrong("must be a uuid, like 6f3bd2a4-3a3c-5e6e-9d43-6d1f0c1a7e55", value, errors);
  }

  /** Stricter than UUID.fromString, which takes 1-1-1-1-1 for one. */
  private static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean isHex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
      if (isDash ? c != '-' : !isHex) {
        return false;
      }
    }
    return true;
  }

  private static Object bindTime(Object value, BindErrors errors) {
    if (value instanceof Instant) {
      return value;
    }
    if (value instanceof Date date) {
      return date.toInstant();
    }
    if (value instanceof String text) {
      try {
        return text.endsWith("Z") || text.endsWith("z")
            ? Instant.parse(text)
            : OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException e) {
        // said below, with the value
      }
    }
    return wrong("must be a time in ISO-8601, like 2026-11-20T09:30:00Z", value, errors);
  }

  private static Object bindEnum(CarriedType type, Object value, BindErrors errors) {
    int ordinal = type.fieldType().constants().indexOf(value);
    if (ordinal >= 0) {
      return type.constants().get(ordinal);
    }
    return wrong(
        "must be one of " + String.join(", ", type.fieldType().constants()), value, errors);
  }

  private static Object bindBytes(Object value, BindErrors errors) {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value instanceof String text) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        // said below, with the value
      }
    }
    return wrong("must be bytes in base64", value, errors);
  }

  private static Object wrong(String must, Object value, BindErrors errors) {
    errors.add(must + ", was " + Names.shorten(value));
    return null;
  }
}
