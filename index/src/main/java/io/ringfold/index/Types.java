package io.ringfold.index;

import io.ringfold.engine.TypeCatalog;
import io.ringfold.engine.domain.Domains;
import java.util.List;

/**
 * The types that the journal defines. A catalog is not shared while it learns, so a longer list of
 * definitions makes a new one. Thread-safe.
 */
final class Types {
  private final Domains domains;
  private volatile TypeCatalog newest;

  Types(Domains domains) {
    this.domains = domains;
    newest = new TypeCatalog(domains);
  }

  /**
   * A catalog with at least these.
   *
   * @param definitions all of the journal up to some segment, by ordinal
   */
  TypeCatalog with(List<byte[]> definitions) {
    TypeCatalog known = newest;
    return known.definitions().size() >= definitions.size() ? known : learned(definitions);
  }

  private synchronized TypeCatalog learned(List<byte[]> definitions) {
    if (newest.definitions().size() < definitions.size()) {
      TypeCatalog longer = new TypeCatalog(domains);
      for (int ordinal = 0; ordinal < definitions.size(); ordinal++) {
        longer.learn(ordinal, definitions.get(ordinal));
      }
      newest = longer;
    }
    return newest;
  }
}
