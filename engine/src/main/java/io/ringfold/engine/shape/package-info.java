/**
 * Records seen by name: what fields a command, event or query has, how it is made from plain
 * values, written as bytes, walked for output, and hashed. The one place that looks at classes by
 * reflection; journal codec, wire formats, state printing and state hash all stand on it.
 */
package io.ringfold.engine.shape;
