package io.ringfold.engine.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks through a record for what cannot be written as it is. */
final class Checker {
  private Checker() {}

  static void checkRecord(RecordShape<?> shape, Object owner, BindErrors errors) {
    for (Component component : shape.components()) {
      if (!component.isPrimitive()) {
        errors.enter(component.name());
        checkValue(component.type(), component.objectAccessor().apply(owner), errors);
        errors.leave();
      }
    }
  }

  private static void checkValue(CarriedType type, Object value, BindErrors errors) {
    if (value == null) {
      errors.add("is required");
      return;
    }
    switch (type.kind()) {
      case STRING -> ScalarBinder.checkText((String) value, errors);
      case OPTIONAL -> {
        Object present = ((Optional<?>) value).orElse(null);
        if (present != null) {
          checkValue(type.element(), present, errors);
        }
      }
      case LIST -> {
        int index = 0;
        for (Object each : (List<?>) value) {
          errors.enter(index++);
          checkValue(type.element(), each, errors);
          errors.leave();
        }
      }
      case MAP -> {
        for (Map.Entry<?, ?> each : ((Map<?, ?>) value).entrySet()) {
          if (each.getKey() == null) {
            errors.add("must not have a null key");
          } else {
            errors.enter(each.getKey());
            ScalarBinder.checkText((String) each.getKey(), errors);
            checkValue(type.element(), each.getValue(), errors);
            errors.leave();
          }
        }
      }
      case RECORD -> checkRecord(type.shape(), value, errors);
      default -> {
        // anything that is not null can be written
      }
    }
  }
}
