package io.ringfold.index;

import io.ringfold.engine.PastWalk;
import io.ringfold.engine.domain.Domain;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Walks that ended where the next page may begin; a few, and only as long as nobody needs their
 * memory. Whoever takes one has it alone. Thread-safe.
 */
final class PastWalks {

  /** Each holds a whole state of its domain. */
  private static final int MAX_KEPT = 2;

  private record Kept(Domain<?> domain, SoftReference<PastWalk<?>> walk) {}

  private final List<Kept> kept = new ArrayList<>();

  /**
   * Of the walks through this domain, the one that is nearest before a sequence; it goes on from a
   * snapshot, where one is nearer.
   *
   * @return null for none
   */
  @SuppressWarnings("unchecked") // a walk is kept with the domain that it goes through
  synchronized <S> PastWalk<S> take(Domain<S> domain, long sequence) {
    Kept nearest = null;
    PastWalk<S> found = null;
    for (Iterator<Kept> each = kept.iterator(); each.hasNext(); ) {
      Kept one = each.next();
      PastWalk<?> walk = one.walk().get();
      if (walk == null) {
        each.remove();
      } else if (one.domain() == domain
          && walk.sequence() <= sequence
          && (found == null || walk.sequence() > found.sequence())) {
        nearest = one;
        found = (PastWalk<S>) walk;
      }
    }
    kept.remove(nearest);
    return found;
  }

  /** Keeps a walk; the one that was put longest ago goes. */
  synchronized void put(Domain<?> domain, PastWalk<?> walk) {
    if (kept.size() == MAX_KEPT) {
      kept.remove(0);
    }
    kept.add(new Kept(domain, new SoftReference<>(walk)));
  }
}
