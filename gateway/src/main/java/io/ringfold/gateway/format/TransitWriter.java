package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.shape.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes transit over JSON in its verbose form: maps as objects, no cache codes. Every reader of
 * transit takes it, and only without a cache, which spans a whole text, can messages that were
 * written once each be put together into frames in any combination.
 *
 * <p>Written by hand because transit-java writes whole object trees only; what it says of values is
 * kept: {@code ~i} for integers that a JavaScript number cannot hold, {@code ~f}, {@code ~u},
 * {@code ~t}, {@code ~b}, {@code ~z}, and a {@code ~} before a text that would look like one of
 * these.
 *
 * @see <a href="https://github.com/cognitect/transit-format">transit-format</a>
 */
final class TransitWriter extends JsonValueWriter {
  private static final long MAX_SAFE = (1L << 53) - 1;

  TransitWriter(FormatBytes out) {
    super(out);
  }

  @Override
  public void integer(long value) {
    if (value > MAX_SAFE || value < -MAX_SAFE) {
      tagged("~i" + value);
    } else {
      super.integer(value);
    }
  }

  @Override
  public void floating(double value) {
    if (Double.isFinite(value)) {
      super.floating(value);
    } else {
      tagged(Double.isNaN(value) ? "~zNaN" : value > 0 ? "~zINF" : "~z-INF");
    }
  }

  @Override
  public void decimal(BigDecimal value) {
    tagged("~f" + value);
  }

  @Override
  public void string(String value) {
    super.string(escaped(value));
  }

  @Override
  public void name(String name) {
    super.name(escaped(name));
  }

  @Override
  public void uuid(UUID value) {
    tagged("~u" + value);
  }

  @Override
  public void time(Instant value) {
    tagged("~t" + value);
  }

  @Override
  public void time(long micros) {
    tagged("~t" + timestamps.text(micros));
  }

  @Override
  public void bytes(byte[] value) {
    tagged("~b" + Base64.getEncoder().encodeToString(value));
  }

  @Override
  public void json(String text) {
    if (text == null) {
      nullValue();
    } else {
      Values.walk(JsonValues.checked(text), this);
    }
  }

  private void tagged(String text) {
    JsonGenerator json = generator;
    try {
      json.writeString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String text) {
    if (text.isEmpty()) {
      return text;
    }
    char first = text.charAt(0);
    return first == '~' || first == '^' || first == '`' ? "~" + text : text;
  }
}
