package io.ringfold.engine.compare;

import io.ringfold.engine.shape.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;

/** A plain value to which changes were made: what it takes to show that they are all there is. */
final class Patched {
  private Patched() {}

  /**
   * Makes the changes, the last first, as places taken from the end leave the others as they are.
   */
  static Object by(Object plain, List<Change> changes) {
    List<Object> holder = new ArrayList<>();
    holder.add(plain);
    for (ListIterator<Change> each = changes.listIterator(changes.size()); each.hasPrevious(); ) {
      Change change = each.previous();
      if (change.kind() != Change.Kind.ADDED) {
        apply(holder, change);
      }
    }
    for (Change change : changes) {
      if (change.kind() == Change.Kind.ADDED) {
        apply(holder, change);
      }
    }
    return holder.get(0);
  }

  @SuppressWarnings("unchecked")
  private static void apply(List<Object> holder, Change change) {
    Object container = holder;
    String last = "0";
    for (Step step : change.path()) {
      container = child(container, last);
      last = step.name();
    }
    if (container instanceof List<?> list) {
      List<Object> elements = (List<Object>) list;
      int place = Integer.parseInt(last);
      switch (change.kind()) {
        case ADDED -> elements.add(place, Values.plain(change.to()));
        case REMOVED -> elements.remove(place);
        default -> elements.set(place, Values.plain(change.to()));
      }
    } else {
      Map<String, Object> fields = (Map<String, Object>) container;
      if (change.kind() == Change.Kind.REMOVED) {
        fields.remove(last);
      } else {
        fields.put(last, Values.plain(change.to()));
      }
    }
  }

  private static Object child(Object container, String name) {
    return container instanceof List<?> list
        ? list.get(Integer.parseInt(name))
        : ((Map<?, ?>) container).get(name);
  }
}
