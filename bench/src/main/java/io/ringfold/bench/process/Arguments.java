package io.ringfold.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a measured JVM is told, as {@code name=value}, an argument each. Immutable. */
public final class Arguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  private Arguments() {}

  /** Those that a main method was given. */
  public static Arguments of(String[] args) {
    Arguments arguments = new Arguments();
    for (String arg : args) {
      int at = arg.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException("\"" + arg + "\": must be like name=value");
      }
      arguments.values.put(arg.substring(0, at), arg.substring(at + 1));
    }
    return arguments;
  }

  /** The command line of names and values in turn. */
  public static List<String> line(Object... namesAndValues) {
    List<String> line = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      line.add(namesAndValues[i] + "=" + namesAndValues[i + 1]);
    }
    return line;
  }

  /**
   * @throws IllegalArgumentException where there is none of this name
   */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + "= is missing among " + values.keySet());
    }
    return value;
  }

  public long whole(String name) {
    return Long.parseLong(text(name));
  }

  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  public Path path(String name) {
    return Path.of(text(name));
  }
}
