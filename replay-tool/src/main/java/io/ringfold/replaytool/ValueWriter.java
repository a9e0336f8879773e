package io.ringfold.replaytool;

import io.ringfold.engine.shape.ValueVisitor;

/** A format that values are written in: what the values of a record are, and a little more. */
interface ValueWriter extends ValueVisitor {

  /** A name from a fixed set, like that of a command; a keyword where the format has them. */
  void word(String word);

  /** A JSON text as the value that it is, a text that is no JSON as a string; null as null. */
  void json(String text);
}
