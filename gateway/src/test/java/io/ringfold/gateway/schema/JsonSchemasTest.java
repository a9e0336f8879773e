package io.ringfold.gateway.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.Key;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import io.ringfold.gateway.format.Format;
import io.ringfold.gateway.format.MessageWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonSchemasTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  enum Colour {
    RED,
    DARK_BLUE
  }

  record Inner(@Key String name, Optional<Instant> at) {}

  record Everything(
      @Key UUID someId,
      int anInt,
      long aLong,
      double aDouble,
      boolean aBoolean,
      String aText,
      BigDecimal anAmount,
      Instant aTime,
      byte[] someBytes,
      Colour aColour,
      Inner inside,
      List<Inner> list,
      List<Long> longs,
      Map<String, Integer> map,
      Optional<Long> maybeLong,
      Optional<String> maybeText,
      Optional<Inner> maybeInner,
      Optional<List<UUID>> maybeList,
      Optional<Colour> maybeColour) {}

  private static String json(Object plain) {
    MessageWriter writer = new MessageWriter(Format.JSON);
    writer.write(Integer.MAX_VALUE, out -> Values.walk(plain, out));
    return new String(writer.copy(), StandardCharsets.UTF_8);
  }

  /** What a schema has against a value; empty where it takes it. */
  private static String complaints(Schema schema, Object plain) throws Exception {
    JsonNode node = MAPPER.readTree(json(plain));
    StringBuilder all = new StringBuilder();
    schema
        .validate(
            node,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .forEach(each -> all.append(each).append('\n'));
    return all.toString();
  }

  private static Schema schemaOf(JsonNode schema) {
    return REGISTRY.getSchema(schema);
  }

  @Test
  void namesFieldsAndBoundsAsTheContractDoes() {
    JsonNode schema = new JsonSchemas().input(Everything.class);
    assertFalse(schema.get("additionalProperties").asBoolean(true), schema::toPrettyString);
    assertEquals(
        Long.MAX_VALUE, schema.at("/properties/a-long/maximum").asLong(), schema::toPrettyString);
    assertEquals("uuid", schema.at("/properties/some-id/format").asText());
    assertEquals("names the aggregate", schema.at("/properties/some-id/description").asText());
    assertEquals("[\"red\",\"dark-blue\"]", schema.at("/properties/a-colour/enum").toString());
    assertEquals("some-id", schema.at("/required/0").asText());
    assertEquals(14, schema.get("required").size(), schema::toPrettyString);
    assertFalse(schema.toString().contains("$ref"), schema::toPrettyString);
  }

  @Test
  void takesWhatIsBoundAndRefusesWhatIsNot() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RecordShape<Everything> shape = RecordShape.of(Everything.class);
    Schema input = schemaOf(new JsonSchemas().input(Everything.class));
    Schema output = schemaOf(new JsonSchemas().output(Everything.class));
    int planted = 0;
    for (int i = 0; i < 2_000; i++) {
      Map<String, Object> values = record(shape.fieldType(), random);
      Everything bound = shape.bind(values);
      assertEquals("", complaints(input, values), () -> "seed " + seed + ": " + json(values));
      assertEquals("", complaints(output, bound), () -> "seed " + seed + ": " + json(values));

      String plant = plantError(shape.fieldType(), values, random);
      assertThrows(
          BindException.class,
          () -> shape.bind(values),
          () -> "seed " + seed + ", planted " + plant + ": " + json(values));
      assertFalse(
          complaints(input, values).isEmpty(),
          () -> "seed " + seed + ", planted " + plant + ": " + json(values));
      planted++;
    }
    assertEquals(2_000, planted);
  }

  private static Map<String, Object> record(FieldType type, Random random) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Field field : type.fields()) {
      Object value = value(field.type(), random);
      if (value != null || random.nextBoolean()) {
        values.put(field.name(), value);
      }
    }
    return values;
  }

  private static Object value(FieldType type, Random random) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextBoolean();
      case INT -> spelled((long) random.nextInt(), random);
      case LONG -> spelled(random.nextLong() >> random.nextInt(64), random);
      case DOUBLE -> random.nextGaussian();
      case STRING -> "t" + random.nextInt();
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case TIME -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L);
      case DECIMAL -> {
        BigDecimal number = new BigDecimal(new BigInteger(80, random), random.nextInt(20));
        yield random.nextBoolean() ? number : number.toPlainString();
      }
      case ENUM -> type.constants().get(random.nextInt(type.constants().size()));
      case BYTES -> {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        yield Base64.getEncoder().encodeToString(bytes);
      }
      case LIST -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(value(type.element(), random));
        }
        yield list;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          map.put("k" + random.nextInt(), value(type.element(), random));
        }
        yield map;
      }
      case OPTIONAL -> random.nextBoolean() ? value(type.element(), random) : null;
      case RECORD -> record(type, random);
    };
  }

  private static Object spelled(long number, Random random) {
    return random.nextInt(4) == 0 ? Long.toString(number) : (Object) number;
  }

  /** Makes one field wrong, and says which and how. */
  private static String plantError(FieldType type, Map<String, Object> values, Random random) {
    Field field = type.fields().get(random.nextInt(type.fields().size()));
    boolean optional = field.type().kind() == Kind.OPTIONAL;
    FieldType fieldType = optional ? field.type().element() : field.type();
    switch (random.nextInt(4)) {
      case 0:
        values.put("no-such-field", 1L);
        return "an unknown field";
      case 1:
        if (!optional) {
          values.remove(field.name());
          return "no " + field.name();
        }
        break;
      case 2:
        if (!optional) {
          values.put(field.name(), null);
          return "null " + field.name();
        }
        break;
      default:
    }
    values.put(field.name(), wrong(fieldType, random));
    return "a wrong " + field.name();
  }

  private static Object wrong(FieldType type, Random random) {
    boolean one = random.nextBoolean();
    return switch (type.kind()) {
      case BOOLEAN -> one ? "true" : (Object) 1L;
      case INT -> one ? (Object) (1L << 31) : "1x";
      case LONG -> one ? (Object) BigInteger.ONE.shiftLeft(63) : new BigDecimal("1.5");
      case DOUBLE -> one ? "1.5" : (Object) true;
      case STRING -> one ? (Object) 1L : List.of();
      case UUID -> one ? "1-1-1-1-1" : (Object) 1L;
      case TIME -> one ? "yesterday" : (Object) 1L;
      case DECIMAL -> one ? "much" : (Object) true;
      case ENUM -> one ? "RED" : (Object) 0L;
      case BYTES -> one ? (Object) 1L : List.of(1L);
      case LIST -> one ? "x" : (Object) List.of(List.of());
      case MAP -> one ? "x" : (Object) Map.of("k", List.of());
      case RECORD -> one ? "x" : (Object) Map.of();
      case OPTIONAL -> throw new IllegalStateException();
    };
  }

  @Test
  void describesEveryTypeOfTheSampleDomains() throws Exception {
    Domains domains = Domains.load(JsonSchemasTest.class.getClassLoader());
    JsonNode served = new ServedSchemas(domains).json();
    Schema metaSchema =
        REGISTRY.getSchema(
            com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    int checked = 0;
    for (String kind : new String[] {"aggregates", "commands", "events", "queries"}) {
      for (Map.Entry<String, JsonNode> each : served.get(kind).properties()) {
        JsonNode schema = each.getValue().get("schema");
        assertTrue(metaSchema.validate(schema).isEmpty(), () -> each.getKey() + ": " + schema);
        assertEquals("object", schema.get("type").asText(), () -> each.getKey() + ": " + schema);
        checked++;
      }
    }
    assertTrue(checked > 40, "only " + checked);
    for (Domain<?> domain : domains.all()) {
      assertEquals(
          "",
          complaints(
              schemaOf(served.at("/aggregates/" + domain.name() + "/schema")),
              domain.initialState().get()),
          domain.name());
      JsonNode aggregate = served.at("/aggregates/" + domain.name());
      assertEquals(domain.isKeyed(), aggregate.get("keyed").asBoolean());
      assertEquals(domain.keyState() != null, aggregate.has("key-state"));
      if (aggregate.has("key-state")) {
        assertTrue(metaSchema.validate(aggregate.get("key-state")).isEmpty(), domain.name());
      }
    }
  }
}
