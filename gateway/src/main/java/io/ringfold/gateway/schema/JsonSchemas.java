package io.ringfold.gateway.schema;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.ringfold.engine.domain.Key;
import io.ringfold.engine.shape.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * JSON Schemas (draft 2020-12) of the classes of domains, as their values are written and read
 * here: kebab-case names, uuids and times as strings of their format, 64-bit bounds.
 *
 * <p>A schema says what {@link io.ringfold.engine.shape.RecordShape#bind} says of shapes: what it
 * takes is bound, but for what a record's constructor refuses beyond its types, and what it refuses
 * is refused. Two spellings that are bound besides are not in it, as nobody should choose them: a
 * fraction that is none (1.0) for an integer of text, and a decimal with a plus.
 *
 * <p>Not thread-safe.
 */
final class JsonSchemas {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static final String UUID_PATTERN =
      "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
  private static final String INTEGER_PATTERN = "^-?[0-9]{1,19}$";
  private static final String DECIMAL_PATTERN = "^-?[0-9]{1,1000}(\\.[0-9]{1,1000})?$";

  private final SchemaGenerator input =
      new SchemaGenerator(config(true).with(Option.INLINE_ALL_SCHEMAS).build());
  private final SchemaGenerator output =
      new SchemaGenerator(config(false).with(Option.INLINE_ALL_SCHEMAS).build());

  /** What classes of state may do and records may not: contain themselves. */
  private final SchemaGenerator state = new SchemaGenerator(config(false).build());

  /** Of a command or query: what a client may send, numbers also as text. */
  ObjectNode input(Class<?> type) {
    return input.generateSchema(type);
  }

  /** Of an event: what the server writes. */
  ObjectNode output(Class<?> type) {
    return output.generateSchema(type);
  }

  /** Of an aggregate's state, with definitions of its own where a class stands there twice. */
  ObjectNode state(Class<?> type) {
    return state.generateSchema(type);
  }

  private static SchemaGeneratorConfigBuilder config(boolean input) {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                Option.FLATTENED_OPTIONALS,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
            .without(Option.SCHEMA_VERSION_INDICATOR);
    config
        .forFields()
        .withPropertyNameOverrideResolver(field -> Values.kebabCase(field.getDeclaredName()))
        .withRequiredCheck(field -> !isOptional(field))
        .withNullableCheck(JsonSchemas::isOptional)
        .withDescriptionResolver(JsonSchemas::description);
    config
        .forTypesInGeneral()
        .withPropertySorter((first, second) -> 0)
        .withCustomDefinitionProvider(
            (type, context) -> definition(type.getErasedType(), type, context, input));
    return config;
  }

  private static boolean isOptional(FieldScope field) {
    return field.getDeclaredType().getErasedType() == Optional.class;
  }

  private static String description(FieldScope field) {
    // @Key stands on the component; the compiler puts it on nothing else
    Class<?> owner = field.getDeclaringType().getErasedType();
    if (owner.isRecord()) {
      for (var component : owner.getRecordComponents()) {
        if (component.getName().equals(field.getDeclaredName())
            && component.isAnnotationPresent(Key.class)) {
          return "names the aggregate";
        }
      }
    }
    return null;
  }

  private static CustomDefinition definition(
      Class<?> type, ResolvedType resolved, SchemaGenerationContext context, boolean input) {
    ObjectNode schema = MAPPER.createObjectNode();
    if (type == long.class || type == Long.class) {
      integer(schema, "int64", Long.MIN_VALUE, Long.MAX_VALUE, input);
    } else if (type == int.class || type == Integer.class) {
      integer(schema, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE, input);
    } else if (type == double.class || type == Double.class) {
      if (input) {
        schema.put("type", "number");
      } else {
        // NaN and infinities are written as null
        schema.putArray("type").add("number").add("null");
      }
      schema.put("format", "double");
    } else if (type == BigDecimal.class) {
      types(schema, "number", input);
      if (input) {
        schema.put("pattern", DECIMAL_PATTERN);
      }
    } else if (type == UUID.class) {
      schema.put("type", "string").put("format", "uuid").put("pattern", UUID_PATTERN);
    } else if (type == Instant.class) {
      schema.put("type", "string").put("format", "date-time");
    } else if (type == byte[].class) {
      schema.put("type", "string").put("contentEncoding", "base64");
    } else if (type.isEnum()) {
      ArrayNode names = schema.put("type", "string").putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        names.add(Values.kebabCase(((Enum<?>) constant).name()));
      }
    } else if (Map.class.isAssignableFrom(type)) {
      schema.put("type", "object");
      schema.set("additionalProperties", parameter(resolved, Map.class, 1, context));
    } else if (Collection.class.isAssignableFrom(type)) {
      schema.put("type", "array");
      schema.set("items", parameter(resolved, Collection.class, 0, context));
    } else if (type == Object.class || type.isInterface()) {
      // whatever stands there
      return inline(schema);
    } else {
      return null;
    }
    return inline(schema);
  }

  private static CustomDefinition inline(ObjectNode schema) {
    return new CustomDefinition(
        schema, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
  }

  private static JsonNode parameter(
      ResolvedType type, Class<?> of, int index, SchemaGenerationContext context) {
    var parameters = type.typeParametersFor(of);
    return parameters == null || parameters.size() <= index
        ? MAPPER.createObjectNode()
        : context.createDefinitionReference(parameters.get(index));
  }

  private static void integer(ObjectNode schema, String format, long min, long max, boolean input) {
    types(schema, "integer", input);
    schema.put("format", format).put("minimum", min).put("maximum", max);
    if (input) {
      schema.put("pattern", INTEGER_PATTERN);
    }
  }

  private static void types(ObjectNode schema, String type, boolean input) {
    if (input) {
      // a client that loses digits of a number sends them as text
      schema.putArray("type").add(type).add("string");
    } else {
      schema.put("type", type);
    }
  }
}
