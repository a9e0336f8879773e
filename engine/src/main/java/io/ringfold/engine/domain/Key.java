package io.ringfold.engine.domain;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the record component that names an aggregate by its key, in a command or an event.
 *
 * <p>In an event it says which aggregate was written; in a command, which aggregates {@code
 * expected-seq} looks at. More than one component may be marked (a transfer writes two accounts),
 * and a list names each of its elements. Allowed on {@link String}, {@link java.util.UUID} and
 * lists of these.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {}
