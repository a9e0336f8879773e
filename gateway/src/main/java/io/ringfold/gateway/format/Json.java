package io.ringfold.gateway.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

/** How JSON is read and written here: strictly, within limits. */
final class Json {

  /** Deeper than any domain's data; a reader's stack is bounded by it. */
  static final int MAX_DEPTH = 64;

  /** Longer than any number that a domain can carry; converting is quadratic in the length. */
  static final int MAX_NUMBER_LENGTH = 400;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // what comes in is UTF-8, never guessed
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          // names come from outside: interning them would fill a table of the whole process
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(1024)
                  // strings and documents are bounded by the frame that they come in
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Json() {}
}
