package dev.notely.simulation;

import dev.notely.proxy.routing.ShadowComparator;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.store.notes.NoteValue;
import java.util.Optional;

/**
 * Sees to it that a comparison misses no damage. Knows it by what was planted: a note that nobody
 * wrote, or none where the home has one; and a copy that is complete up to the home's last write
 * has no excuse.
 */
final class JudgedComparator extends ShadowComparator {
  private final ShadowComparator judged;
  private final Baton baton;

  JudgedComparator(ShadowComparator judged, Baton baton) {
    this.judged = judged;
    this.baton = baton;
  }

  @Override
  public Verdict compare(Sight home, Sight copy) {
    Verdict verdict = judged.compare(home, copy);
    if (verdict != Verdict.MISMATCH && !home.page() && isDamaged(home, copy)) {
      baton.fail("NoMissedDamage", verdict + " of " + home + " and " + copy);
    }
    return verdict;
  }

  private static boolean isDamaged(Sight home, Sight copy) {
    boolean complete = copy.watermark().orElse(-1) >= home.lastSeq();
    boolean isPlanted = copy.seq() <= home.lastSeq() && isPlanted(copy);
    boolean isGone = home.seq() > 0 && copy.seq() == 0 && copy.tombstone() == 0;
    return complete && (isPlanted || isGone);
  }

  private static boolean isPlanted(Sight copy) {
    return copy.content() instanceof Optional<?> note
        && note.orElse(null) instanceof NoteValue value
        && value.content().equals(MigrationDamage.PLANTED);
  }
}
