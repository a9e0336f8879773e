package io.ringfold.engine.compare;

import io.ringfold.engine.shape.ValueView;
import io.ringfold.engine.shape.Values;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells where two values differ, place by place, as a walk of each would show them ({@link
 * Values#walk}). Fields go by name, maps by key, sets by element, lists by place: an element put in
 * at the front of a list changes all that follow.
 *
 * <p>Equal states have no difference, and states of the same classes without a difference are equal
 * by {@link Values#hash}; what is reported differs, and whatever no reported path leads to is
 * equal. Something added or removed is reported once, as a whole.
 *
 * <p>Changes come in the order of the first state, level by level: what it has, then what only the
 * second has. They are handed over as they are found and none is kept, so that a caller may show a
 * few of millions. Both values must stay as they are meanwhile; parts that are the same object on
 * both sides are not looked into.
 */
public final class StateDifference {

  /** As deep as a walk goes. */
  private static final int MAX_DEPTH = 64;

  private final String aggregate;
  private final Consumer<Change> consumer;
  private final Deque<Step> path = new ArrayDeque<>();

  private StateDifference(String aggregate, Consumer<Change> consumer) {
    this.aggregate = aggregate;
    this.consumer = consumer;
  }

  /**
   * Compares states by the names of their domains, as {@code Model.states()} gives them. A domain
   * that one side lacks is one change, with an empty path.
   *
   * @throws IllegalArgumentException where a state cannot be walked
   */
  public static void ofStates(Map<String, ?> from, Map<String, ?> to, Consumer<Change> consumer) {
    from.forEach(
        (name, state) -> {
          StateDifference difference = new StateDifference(name, consumer);
          if (to.containsKey(name)) {
            difference.compare(state, to.get(name));
          } else {
            difference.report(Change.Kind.REMOVED, state, null);
          }
        });
    to.forEach(
        (name, state) -> {
          if (!from.containsKey(name)) {
            new StateDifference(name, consumer).report(Change.Kind.ADDED, null, state);
          }
        });
  }

  /**
   * Compares two values of any kind that can be walked.
   *
   * @throws IllegalArgumentException where one of them cannot
   */
  public static void ofValues(Object from, Object to, Consumer<Change> consumer) {
    new StateDifference(null, consumer).compare(from, to);
  }

  private void compare(Object from, Object to) {
    if (from == to) {
      return;
    }
    ValueView left = ValueView.of(from);
    ValueView right = ValueView.of(to);
    if (isNamed(left) && isNamed(right)) {
      compareNamed(left, right);
    } else if (isList(left) && isList(right)) {
      compareLists(left, right, from, to);
    } else if (left.kind() != ValueView.Kind.SCALAR
        || right.kind() != ValueView.Kind.SCALAR
        || !Objects.deepEquals(left.scalar(), right.scalar())) {
      report(Change.Kind.CHANGED, from, to);
    }
  }

  private static boolean isNamed(ValueView view) {
    return view.kind() == ValueView.Kind.FIELDS || view.kind() == ValueView.Kind.MAP;
  }

  private static boolean isList(ValueView view) {
    return view.kind() == ValueView.Kind.LIST || view.kind() == ValueView.Kind.SET;
  }

  private void compareLists(ValueView left, ValueView right, Object from, Object to) {
    if (left.kind() == ValueView.Kind.LIST && right.kind() == ValueView.Kind.LIST) {
      compareByPlace(left, right);
    } else if (left.kind() == right.kind()) {
      compareNamed(left, right);
    } else {
      // a set became a list, or the other way round: a walk shows both as lists
      compareByPlace(ValueView.of(Values.plain(from)), ValueView.of(Values.plain(to)));
    }
  }

  private void compareByPlace(ValueView left, ValueView right) {
    for (int i = 0; i < left.size() || i < right.size(); i++) {
      enter(Step.Kind.PLACE, Integer.toString(i));
      if (i >= right.size()) {
        report(Change.Kind.REMOVED, left.value(i), null);
      } else if (i >= left.size()) {
        report(Change.Kind.ADDED, null, right.value(i));
      } else {
        compare(left.value(i), right.value(i));
      }
      path.removeLast();
    }
  }

  private void compareNamed(ValueView left, ValueView right) {
    // most states differ in little: as long as the names agree, no place needs to be looked up
    int agreed = 0;
    while (agreed < left.size()
        && agreed < right.size()
        && left.name(agreed).equals(right.name(agreed))) {
      compareAt(left, agreed, right, agreed);
      agreed++;
    }
    if (agreed == left.size() && agreed == right.size()) {
      return;
    }
    Map<String, Integer> rest = new HashMap<>();
    for (int i = agreed; i < right.size(); i++) {
      rest.put(right.name(i), i);
    }
    int last = -1;
    boolean sameOrder = true;
    for (int i = agreed; i < left.size(); i++) {
      Integer place = rest.remove(left.name(i));
      if (place == null) {
        enter(stepKind(left), left.name(i));
        report(Change.Kind.REMOVED, left.value(i), null);
        path.removeLast();
      } else {
        sameOrder &= place > last;
        last = place;
        compareAt(left, i, right, place);
      }
    }
    for (int i = agreed; i < right.size(); i++) {
      if (rest.containsKey(right.name(i))) {
        enter(stepKind(right), right.name(i));
        report(Change.Kind.ADDED, null, right.value(i));
        path.removeLast();
      }
    }
    if (!sameOrder && keepsOrder(left) && keepsOrder(right)) {
      report(Change.Kind.REORDERED, names(left), names(right));
    }
  }

  /** Whose order is a part of its value; that of fields belongs to the class. */
  private static boolean keepsOrder(ValueView view) {
    return view.kind() != ValueView.Kind.FIELDS && view.isOrdered();
  }

  private void compareAt(ValueView left, int leftPlace, ValueView right, int rightPlace) {
    enter(stepKind(left), left.name(leftPlace));
    compare(left.value(leftPlace), right.value(rightPlace));
    path.removeLast();
  }

  private static Step.Kind stepKind(ValueView view) {
    return switch (view.kind()) {
      case MAP -> Step.Kind.KEY;
      case SET -> Step.Kind.ELEMENT;
      default -> Step.Kind.FIELD;
    };
  }

  private static List<String> names(ValueView view) {
    String[] names = new String[view.size()];
    Arrays.setAll(names, view::name);
    return List.of(names);
  }

  private void enter(Step.Kind kind, String name) {
    if (path.size() == MAX_DEPTH) {
      throw new IllegalArgumentException(
          "at "
              + Step.text(List.copyOf(path))
              + ": nested deeper than "
              + MAX_DEPTH
              + ", as a value does that contains itself");
    }
    path.addLast(new Step(kind, name));
  }

  private void report(Change.Kind kind, Object from, Object to) {
    consumer.accept(new Change(aggregate, List.copyOf(path), kind, from, to));
  }
}
