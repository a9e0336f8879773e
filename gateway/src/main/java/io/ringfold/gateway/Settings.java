package io.ringfold.gateway;

import io.ringfold.engine.Preset;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of every {@link Setting} and where it comes from: flag, else environment, else file,
 * else default. Immutable.
 */
final class Settings {

  /** Where a value comes from, the strongest first. */
  private enum Source {
    FLAG,
    ENVIRONMENT,
    FILE,
    DEFAULT
  }

  private record Value(String text, Source source) {}

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([kmg]?)");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");

  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
  private final Path file;

  private Settings(Path file) {
    this.file = file;
  }

  /**
   * Collects the settings.
   *
   * @param flags by label
   * @param file may be null
   */
  static Settings of(Map<String, String> flags, Map<String, String> environment, Path file)
      throws ConfigurationException {
    Map<String, String> inFile = file == null ? Map.of() : read(file);
    Settings settings = new Settings(file);
    for (Setting setting : Setting.values()) {
      String flag = flags.get(setting.label());
      String variable = environment.get(setting.environmentName());
      String line = inFile.get(setting.label());
      settings.values.put(
          setting,
          flag != null
              ? new Value(flag, Source.FLAG)
              : variable != null
                  ? new Value(variable.trim(), Source.ENVIRONMENT)
                  : line != null
                      ? new Value(line, Source.FILE)
                      : new Value(settings.defaultText(setting), Source.DEFAULT));
    }
    return settings;
  }

  /** Of some settings the preset decides, which comes before them. */
  private String defaultText(Setting setting) {
    if (setting != Setting.RING_SLOTS && setting != Setting.WAIT_STRATEGY) {
      return setting.defaultText();
    }
    for (Preset preset : Preset.values()) {
      if (preset.label().equals(text(Setting.PRESET))) {
        return setting == Setting.RING_SLOTS
            ? Integer.toString(preset.ringSlots())
            : preset.waitStrategy().label();
      }
    }
    // no such preset: that is refused when it is parsed
    return setting.defaultText();
  }

  private static Map<String, String> read(Path file) throws ConfigurationException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw new ConfigurationException("cannot read configuration file " + file + ": " + e, false);
    }
    TreeSet<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    for (Setting setting : Setting.values()) {
      unknown.remove(setting.label());
    }
    if (!unknown.isEmpty()) {
      throw new ConfigurationException(
          "configuration file "
              + file
              + ": unknown "
              + String.join(", ", unknown)
              + "; there are "
              + Stream.of(Setting.values()).map(Setting::label).collect(Collectors.joining(", ")),
          false);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, name -> properties.getProperty(name).trim()));
  }

  /** One line for each setting: its value and where it comes from. */
  String describe() {
    return Stream.of(Setting.values())
        .map(
            setting ->
                String.format("  %-26s %-12s %s", setting.label(), shown(setting), whence(setting)))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private String shown(Setting setting) {
    return text(setting).isEmpty() ? "none" : text(setting);
  }

  private String whence(Setting setting) {
    return switch (values.get(setting).source()) {
      case FLAG -> "(--" + setting.label() + ")";
      case ENVIRONMENT -> "(" + setting.environmentName() + ")";
      case FILE -> "(" + file + ")";
      case DEFAULT -> "";
    };
  }

  String text(Setting setting) {
    return values.get(setting).text();
  }

  /** A value that the parser makes, or refuses with an IllegalArgumentException. */
  <T> T parsed(Setting setting, Function<String, T> parser) throws ConfigurationException {
    try {
      return parser.apply(text(setting));
    } catch (IllegalArgumentException e) {
      throw refused(setting, e.getMessage());
    }
  }

  /** A value that makes no sense: wrong usage where it is a flag. */
  ConfigurationException refused(Setting setting, String why) {
    return refused(setting, why, values.get(setting).source() == Source.FLAG);
  }

  /** A value that makes sense, but that the server does not start with. */
  ConfigurationException refusedToStart(Setting setting, String why) {
    return refused(setting, why, false);
  }

  private ConfigurationException refused(Setting setting, String why, boolean wrongUsage) {
    String whence = whence(setting);
    return new ConfigurationException(
        setting.label()
            + "=\""
            + text(setting)
            + "\""
            + (whence.isEmpty() ? "" : " " + whence)
            + ": "
            + why,
        wrongUsage);
  }

  boolean bool(Setting setting) throws ConfigurationException {
    return parsed(
        setting,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("must be true or false");
            });
  }

  int integer(Setting setting, long min, long max) throws ConfigurationException {
    return (int) size(setting, min, max);
  }

  /** A whole number, or one of kibibytes (k), mebibytes (m) or gibibytes (g). */
  long size(Setting setting, long min, long max) throws ConfigurationException {
    return parsed(
        setting,
        text -> {
          Matcher matcher = SIZE.matcher(text);
          if (!matcher.matches()) {
            throw new IllegalArgumentException(
                "must be a whole number from " + min + " to " + max + ", k, m and g are allowed");
          }
          int shift = "kmg".indexOf(matcher.group(2).isEmpty() ? "-" : matcher.group(2));
          long number = Long.parseLong(matcher.group(1));
          long factor = shift < 0 ? 1 : 1L << 10 * (shift + 1);
          if (number > max / factor || number * factor < min) {
            throw new IllegalArgumentException("must be from " + min + " to " + max);
          }
          return number * factor;
        });
  }

  /** A time: 250ms, 90s, 30m, 1h, seconds without a unit, or ISO-8601 (PT1H). */
  Duration time(Setting setting) throws ConfigurationException {
    return parsed(
        setting,
        text -> {
          Matcher matcher = TIME.matcher(text);
          if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            return switch (unit) {
              case "ms" -> Duration.ofMillis(number);
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              default -> Duration.ofSeconds(number);
            };
          }
          try {
            return Duration.parse(text);
          } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a time like 250ms, 90s, 30m or 1h", e);
          }
        });
  }
}
