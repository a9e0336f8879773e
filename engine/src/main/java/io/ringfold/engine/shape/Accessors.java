package io.ringfold.engine.shape;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Reaches a record's components and its constructor, also of records that are not public.
 *
 * <p>A component is read through a compiled lambda, such as {@code Transfer::amount} would be,
 * which the JIT sees through. The JDK makes one only inside of the record's own module; a record of
 * another class loader or of a named module is read through method handles, some nanoseconds
 * slower.
 */
final class Accessors {
  private final Class<?> type;
  private final MethodHandles.Lookup lookup;

  /**
   * @throws IllegalArgumentException where the record's module does not let us in
   */
  Accessors(Class<?> type) {
    this.type = type;
    try {
      lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          type.getName()
              + " cannot be read: "
              + type.getModule()
              + " has to open package "
              + type.getPackageName()
              + " to "
              + Accessors.class.getModule(),
          e);
    }
  }

  /** Of a boolean component. */
  @SuppressWarnings("unchecked")
  Predicate<Object> booleans(RecordComponent component) {
    if (lookup.hasFullPrivilegeAccess()) {
      return lambda(component, Predicate.class, "test", boolean.class);
    }
    MethodHandle handle = handle(component, boolean.class);
    return owner -> {
      try {
        return (boolean) handle.invokeExact(owner);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    };
  }

  /** Of an int component. */
  @SuppressWarnings("unchecked")
  ToIntFunction<Object> ints(RecordComponent component) {
    if (lookup.hasFullPrivilegeAccess()) {
      return lambda(component, ToIntFunction.class, "applyAsInt", int.class);
    }
    MethodHandle handle = handle(component, int.class);
    return owner -> {
      try {
        return (int) handle.invokeExact(owner);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    };
  }

  /** Of a long, int, short or byte component. */
  @SuppressWarnings("unchecked")
  ToLongFunction<Object> longs(RecordComponent component) {
    if (lookup.hasFullPrivilegeAccess()) {
      return lambda(component, ToLongFunction.class, "applyAsLong", long.class);
    }
    MethodHandle handle = handle(component, long.class);
    return owner -> {
      try {
        return (long) handle.invokeExact(owner);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    };
  }

  /** Of a double component. */
  @SuppressWarnings("unchecked")
  ToDoubleFunction<Object> doubles(RecordComponent component) {
    if (lookup.hasFullPrivilegeAccess()) {
      return lambda(component, ToDoubleFunction.class, "applyAsDouble", double.class);
    }
    MethodHandle handle = handle(component, double.class);
    return owner -> {
      try {
        return (double) handle.invokeExact(owner);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    };
  }

  /** Of any component, boxed where it is primitive. */
  @SuppressWarnings("unchecked")
  Function<Object, Object> objects(RecordComponent component) {
    if (lookup.hasFullPrivilegeAccess()) {
      return lambda(component, Function.class, "apply", Object.class);
    }
    MethodHandle handle = handle(component, Object.class);
    return owner -> {
      try {
        return (Object) handle.invokeExact(owner);
      } catch (Throwable e) {
        throw unchecked(e);
      }
    };
  }

  private <F> F lambda(
      RecordComponent component, Class<F> function, String method, Class<?> result) {
    try {
      Class<?> returned = result.isPrimitive() ? result : component.getType();
      if (returned.isPrimitive() && !result.isPrimitive()) {
        returned = MethodType.methodType(returned).wrap().returnType();
      }
      return function.cast(
          LambdaMetafactory.metafactory(
                  lookup,
                  method,
                  MethodType.methodType(function),
                  MethodType.methodType(result, Object.class),
                  lookup.unreflect(component.getAccessor()),
                  MethodType.methodType(returned, type))
              .getTarget()
              .invoke());
    } catch (Throwable e) {
      throw notReadable(component, e);
    }
  }

  private MethodHandle handle(RecordComponent component, Class<?> result) {
    try {
      return lookup
          .unreflect(component.getAccessor())
          .asType(MethodType.methodType(result, Object.class));
    } catch (IllegalAccessException e) {
      throw notReadable(component, e);
    }
  }

  private IllegalArgumentException notReadable(RecordComponent component, Throwable cause) {
    return new IllegalArgumentException(
        type.getName() + "." + component.getName() + ": its accessor cannot be called", cause);
  }

  /** The canonical constructor, taking its arguments in an {@code Object[]}. */
  MethodHandle constructor(RecordComponent[] components) {
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      parameters[i] = components[i].getType();
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(parameters);
      return lookup
          .unreflectConstructor(canonical)
          .asSpreader(Object[].class, components.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + ": no canonical constructor", e);
    }
  }

  /** What a record's own code threw, as it was thrown. */
  static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(thrown);
  }
}
