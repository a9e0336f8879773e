package io.ringfold.engine.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.domain.EventHistory;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.engine.shape.FieldType.Field;
import io.ringfold.engine.shape.FieldType.Kind;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/**
 * Random histories, walked backwards from the class of today: whatever version a record is of, it
 * is read as a plain model of the history says; and without any one of the changes that it needs,
 * it is refused.
 */
class RandomHistoryTest {
  private static final int ROUNDS = 2_000;

  record Today(String text, long count, double ratio, boolean flag, Optional<String> note) {}

  /** What older records are encoded with: a text, a number or neither of them, as it happens. */
  record Text(String value) {}

  record Whole(long value) {}

  record Small(int value) {}

  record Real(double value) {}

  record Flag(boolean value) {}

  record Maybe(Optional<String> value) {}

  /**
   * One field of one version.
   *
   * @param value that the record of the round has in it
   * @param mayLack whether it is an Optional today
   */
  private record Cell(FieldType type, Object value, boolean mayLack) {
    Cell(FieldType type, Object value) {
      this(type, value, type.kind() == Kind.OPTIONAL);
    }
  }

  /**
   * A change of a version.
   *
   * @param needed whether nothing can be read without it; an added Optional goes without saying
   */
  private record Step(
      int version, String description, boolean needed, Consumer<EventHistory> change) {
    @Override
    public String toString() {
      return "version " + version + " " + description;
    }
  }

  @Test
  void whateverWasWrittenIsReadAsItsHistorySays() {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      String where = "seed=" + seed;
      int version = 2 + random.nextInt(4);
      Map<String, Cell> fields = today(random);
      Map<String, Object> expected = plain(fields);
      List<Step> steps = new ArrayList<>();
      for (int v = version; v > 1; v--) {
        for (int changes = random.nextInt(4); changes > 0; changes--) {
          undo(v, fields, expected, steps, random);
        }
      }
      Collections.reverse(steps);

      Object read = read(version, steps, fields);
      assertEquals(expected, withNote(Values.plain(read)), () -> where + " " + steps);

      for (int i = 0; i < steps.size(); i++) {
        if (!steps.get(i).needed()) {
          continue;
        }
        List<Step> without = new ArrayList<>(steps);
        without.remove(i);
        assertThrows(
            IllegalArgumentException.class,
            () -> read(version, without, fields),
            () -> where + " " + steps + " without one of them: " + without);
      }
    }
  }

  private static Map<String, Cell> today(Random random) {
    Map<String, Cell> fields = new LinkedHashMap<>();
    fields.put("text", new Cell(FieldType.of(Kind.STRING), "t" + random.nextInt(10)));
    fields.put("count", new Cell(FieldType.of(Kind.LONG), random.nextLong()));
    fields.put("ratio", new Cell(FieldType.of(Kind.DOUBLE), (double) random.nextInt()));
    fields.put("flag", new Cell(FieldType.of(Kind.BOOLEAN), random.nextBoolean()));
    fields.put(
        "note",
        new Cell(
            FieldType.of(Kind.OPTIONAL, FieldType.of(Kind.STRING)),
            random.nextBoolean() ? "n" + random.nextInt(10) : null));
    return fields;
  }

  /** Goes one change back: alters the older fields, and notes the change that leads to here. */
  private static void undo(
      int version,
      Map<String, Cell> fields,
      Map<String, Object> expected,
      List<Step> steps,
      Random random) {
    List<String> names = new ArrayList<>(fields.keySet());
    switch (random.nextInt(4)) {
      case 0 -> {
        // removed here: older records have it
        String name = "gone-" + steps.size();
        fields.put(name, new Cell(FieldType.of(Kind.STRING), "old"));
        steps.add(new Step(version, "removed " + name, true, past -> past.removed(name)));
      }
      case 1 -> {
        // added here: older records have it not, and get the value
        if (names.size() > 1) {
          String name = names.get(random.nextInt(names.size()));
          Cell cell = fields.remove(name);
          Object value = valueOf(cell);
          steps.add(
              new Step(version, "added " + name, !cell.mayLack(), past -> past.added(name, value)));
        }
      }
      case 2 -> {
        String name = names.get(random.nextInt(names.size()));
        String before = "was-" + steps.size();
        fields.put(before, fields.remove(name));
        steps.add(
            new Step(
                version,
                "renamed " + before + " to " + name,
                true,
                past -> past.renamed(before, name)));
      }
      default -> {
        // narrower once, or required once: needs no change
        String name = names.get(random.nextInt(names.size()));
        Cell cell = fields.get(name);
        if (cell.type().kind() == Kind.DOUBLE) {
          fields.put(name, new Cell(FieldType.of(Kind.INT), ((Double) cell.value()).intValue()));
        } else if (cell.type().kind() == Kind.OPTIONAL && cell.value() != null) {
          fields.put(name, new Cell(cell.type().element(), cell.value(), true));
        }
      }
    }
  }

  private static Object valueOf(Cell cell) {
    return cell.type().kind() == Kind.OPTIONAL ? Optional.ofNullable(cell.value()) : cell.value();
  }

  private static Map<String, Object> plain(Map<String, Cell> fields) {
    Map<String, Object> plain = new LinkedHashMap<>();
    fields.forEach((name, cell) -> plain.put(name, cell.value()));
    return plain;
  }

  /** A note that is empty is left out of what is read, and stands as null in what is expected. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> withNote(Object plain) {
    Map<String, Object> fields = new LinkedHashMap<>((Map<String, Object>) plain);
    fields.putIfAbsent("note", null);
    return fields;
  }

  private static Object read(int version, List<Step> steps, Map<String, Cell> fields) {
    Domain<Object> domain =
        Domain.define("notes", Object.class, Object::new)
            .event(
                "note",
                version,
                Today.class,
                (state, event) -> {},
                past -> {
                  int at = 1;
                  for (Step step : steps) {
                    if (step.version() != at) {
                      at = step.version();
                      past.version(at);
                    }
                    step.change().accept(past);
                  }
                })
            .build();
    List<Field> types = new ArrayList<>();
    ExpandableArrayBuffer payload = new ExpandableArrayBuffer();
    int length = 0;
    for (Map.Entry<String, Cell> each : fields.entrySet()) {
      Cell cell = each.getValue();
      types.add(new Field(each.getKey(), cell.type(), false));
      length += encode(cell, payload, length);
    }
    TypeDefinition definition =
        new TypeDefinition(
            TypeDefinition.Kind.EVENT, "note", 1, "notes", FieldType.recordOf(types));
    List<Object> events = new ArrayList<>();
    new EventReaders(Domains.of(domain))
        .reader(definition)
        .read(
            payload,
            0,
            length,
            new EventSink() {
              @Override
              public <E> void event(EventOfToday<E> type, E event) {
                events.add(event);
              }
            });
    return events.get(0);
  }

  /** A payload is its fields in a row, so that of a record with one field is that field's. */
  private static int encode(Cell cell, ExpandableArrayBuffer payload, int offset) {
    return switch (cell.type().kind()) {
      case STRING -> encode(new Text((String) cell.value()), payload, offset);
      case LONG -> encode(new Whole((Long) cell.value()), payload, offset);
      case INT -> encode(new Small((Integer) cell.value()), payload, offset);
      case DOUBLE -> encode(new Real((Double) cell.value()), payload, offset);
      case BOOLEAN -> encode(new Flag((Boolean) cell.value()), payload, offset);
      default -> encode(new Maybe(Optional.ofNullable((String) cell.value())), payload, offset);
    };
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> int encode(R value, ExpandableArrayBuffer payload, int offset) {
    return RecordShape.of((Class<R>) value.getClass()).encode(value, payload, offset);
  }
}
