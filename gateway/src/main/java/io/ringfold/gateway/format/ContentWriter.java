package io.ringfold.gateway.format;

/**
 * A value described by writing it, so that it can be written in any format. Called once for each
 * text; what it throws comes through.
 */
@FunctionalInterface
public interface ContentWriter {
  void write(ValueWriter out);
}
