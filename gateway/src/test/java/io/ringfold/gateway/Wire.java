package io.ringfold.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import us.bpsm.edn.Keyword;
import us.bpsm.edn.parser.Parser;
import us.bpsm.edn.parser.Parsers;

/** The formats as a client of other make writes and reads them: shares no code with the server. */
enum Wire {
  JSON("application/json", "ringfold.json"),
  EDN("application/edn", "ringfold.edn"),
  TRANSIT("application/transit+json", "ringfold.transit+json");

  final String mediaType;
  final String subprotocol;

  Wire(String mediaType, String subprotocol) {
    this.mediaType = mediaType;
    this.subprotocol = subprotocol;
  }

  /** A text of maps, lists, strings, numbers, booleans and null. */
  String write(Object value) {
    try {
      return this == EDN ? edn(value) : Client.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A message as a client sends it; in EDN its tag is a keyword. */
  String message(String tag, Object... rest) {
    List<Object> elements = new ArrayList<>();
    elements.add(tag);
    Collections.addAll(elements, rest);
    String text = write(elements);
    return this == EDN ? text.replaceFirst("\"" + tag + "\"", ":" + tag) : text;
  }

  private static String edn(Object value) throws JsonProcessingException {
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.add(":" + entry.getKey() + " " + edn(entry.getValue()));
      }
      return "{" + String.join(", ", entries) + "}";
    }
    if (value instanceof List<?> list) {
      List<String> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(edn(element));
      }
      return "[" + String.join(" ", elements) + "]";
    }
    return value == null ? "nil" : Client.JSON.writeValueAsString(value);
  }

  /** A text as maps, lists, strings, numbers, booleans and null; keywords are strings. */
  Object read(String text) {
    try {
      if (this != EDN) {
        return Client.JSON.readValue(text, Object.class);
      }
      Parser parser = Parsers.newParser(Parsers.defaultConfiguration());
      return plain(parser.nextValue(Parsers.newParseable(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.forEach((key, each) -> plain.put((String) plain(key), plain(each)));
      return plain;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Wire::plain).collect(Collectors.toCollection(ArrayList::new));
    }
    return value instanceof Keyword keyword ? keyword.toString().substring(1) : value;
  }
}
