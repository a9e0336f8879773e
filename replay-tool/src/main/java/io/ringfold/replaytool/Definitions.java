package io.ringfold.replaytool;

import io.ringfold.engine.Recovery;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.journal.JournalHandler;
import io.ringfold.journal.JournalReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The type definitions of a journal by ordinal, as they come by at the head of each segment. */
final class Definitions implements JournalHandler {

  private final List<TypeDefinition> byOrdinal = new ArrayList<>();

  /** All that a journal defines: those at the head of its last segment. */
  static List<TypeDefinition> of(Path dataDirectory, List<Path> archives, Extent extent) {
    long newest = extent.segments().get(extent.segments().size() - 1).firstSequence();
    Definitions definitions = new Definitions();
    try (JournalReader reader =
        JournalReader.open(Recovery.journals(dataDirectory, archives), newest)) {
      reader.poll(definitions, newest - 1, 1);
    }
    return definitions.all();
  }

  @Override
  public void onDefinition(int ordinal, DirectBuffer buffer, int offset, int length) {
    if (ordinal < byOrdinal.size()) {
      return; // each segment repeats those of the segments before it
    }
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    byOrdinal.add(TypeDefinition.decode(bytes));
  }

  @Override
  public void onRecord(long sequence, DirectBuffer buffer, int offset, int length) {
    // definitions alone are looked at
  }

  List<TypeDefinition> all() {
    return List.copyOf(byOrdinal);
  }

  TypeDefinition get(int ordinal) {
    if (ordinal >= byOrdinal.size()) {
      throw new IllegalArgumentException(
          "it refers to type " + ordinal + ", the journal defines " + byOrdinal.size());
    }
    return byOrdinal.get(ordinal);
  }
}
