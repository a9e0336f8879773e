package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.Codes;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.gateway.intake.GatewayCodes;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} names what the server knows, by the names and fields that it has. */
class ContractPageTest {

  @Test
  void everyCommandEventAndQueryStandsThereWithItsFields() throws IOException {
    Domains domains = Domains.load(getClass().getClassLoader());
    List<String> expected = new ArrayList<>();
    domains.commands().forEach(each -> expected.add(form(each.type().name(), each.type().type())));
    domains.events().forEach(each -> expected.add(form(each.type().name(), each.type().type())));
    domains.queries().forEach(each -> expected.add(form(each.type().name(), each.type().type())));
    assertEquals(List.of(), missing(expected));
  }

  @Test
  void everyCodeStandsThere() throws IOException, IllegalAccessException {
    List<String> expected = new ArrayList<>();
    for (Class<?> codes : List.of(Codes.class, GatewayCodes.class)) {
      for (Field code : codes.getFields()) {
        expected.add("`" + code.get(null) + "`");
      }
    }
    Domains.load(getClass().getClassLoader())
        .all()
        .forEach(
            domain -> domain.rejections().keySet().forEach(code -> expected.add("`" + code + "`")));
    assertEquals(List.of(), missing(expected));
  }

  private static String form(String name, Class<?> type) {
    return RecordShape.of(type).fieldType().fields().stream()
        .map(field -> field.name() + (field.type().kind() == FieldType.Kind.OPTIONAL ? "?" : ""))
        .collect(Collectors.joining(", ", "`" + name + " {", "}`"));
  }

  private static List<String> missing(List<String> expected) throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("ringfold.root"), "docs/protocol.md"));
    return expected.stream().filter(each -> !page.contains(each)).toList();
  }
}
