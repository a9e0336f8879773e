package io.ringfold.engine.shape;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;

/**
 * Reaches a record's components and its constructor, also of records that are not public, at about
 * the cost of a call written in Java.
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

  /**
   * A component's accessor as a function object.
   *
   * @param function a functional interface
   * @param method the name of its method
   * @param result what its method returns, as erased
   */
  <F> F function(RecordComponent component, Class<F> function, String method, Class<?> result) {
    try {
      // a compiled lambda, such as Transfer::amount would be: the JIT sees through it
      MethodHandle accessor = lookup.unreflect(component.getAccessor());
      Class<?> returned = result.isPrimitive() ? result : component.getType();
      return function.cast(
          LambdaMetafactory.metafactory(
                  lookup,
                  method,
                  MethodType.methodType(function),
                  MethodType.methodType(result, Object.class),
                  accessor,
                  MethodType.methodType(returned, type))
              .getTarget()
              .invoke());
    } catch (Throwable e) {
      throw new IllegalArgumentException(
          type.getName() + "." + component.getName() + ": its accessor cannot be called", e);
    }
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
}
