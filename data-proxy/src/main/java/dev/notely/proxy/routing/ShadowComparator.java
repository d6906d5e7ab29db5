package dev.notely.proxy.routing;

import dev.notely.proxy.store.Aside.Sight;

/**
 * Compares what a read saw at the home with what the same read saw, a moment later, at the store
 * that the account is copied to. Pure: seqs tell a copy that is behind, or ahead by what was
 * written in between, from one that is wrong. Not final: the simulation breaks single rules to see
 * that it notices.
 */
public class ShadowComparator {
  /** What a comparison came to. */
  public enum Verdict {
    /** Nothing differs. */
    EQUAL,
    /** The copy has not got so far. */
    PENDING,
    /** The copy has a write that came after the read at the home. */
    AHEAD,
    /** The copy is wrong: being copied further would not mend it. */
    MISMATCH
  }

  /** Where the copy was read after the home. */
  public Verdict compare(Sight home, Sight copy) {
    return home.page() ? pages(home, copy) : notes(home, copy);
  }

  /** As {@link #compare}, where the home was read after the copy: then nothing can be ahead. */
  public final Verdict compareAgain(Sight home, Sight copy) {
    Verdict verdict = compare(home, copy);
    return verdict == Verdict.AHEAD ? Verdict.MISMATCH : verdict;
  }

  /** Ids carry no seqs: a copy that is complete up to the home's last write must list the same. */
  private Verdict pages(Sight home, Sight copy) {
    if (home.content().equals(copy.content())) {
      return Verdict.EQUAL;
    }
    return isComplete(copy, home.lastSeq()) ? Verdict.MISMATCH : Verdict.PENDING;
  }

  protected Verdict notes(Sight home, Sight copy) {
    if (home.seq() == copy.seq()) {
      return home.content().equals(copy.content()) ? Verdict.EQUAL : Verdict.MISMATCH;
    }
    return home.seq() > copy.seq() ? older(home, copy) : newer(home, copy);
  }

  /** The copy lacks the version that the home has. */
  private Verdict older(Sight home, Sight copy) {
    if (copy.tombstone() > home.seq()) {
      return Verdict.AHEAD; // deleted since
    }
    return isComplete(copy, home.seq()) ? Verdict.MISMATCH : Verdict.PENDING;
  }

  /** The copy has a version that the home has not. */
  private Verdict newer(Sight home, Sight copy) {
    if (copy.seq() > home.lastSeq()) {
      return Verdict.AHEAD;
    }
    // The home has deleted it, and the copy may still hear of that; or there never was one.
    boolean mayHaveBeenDeleted = home.seq() == 0 && !isComplete(copy, home.lastSeq());
    return mayHaveBeenDeleted ? Verdict.PENDING : Verdict.MISMATCH;
  }

  protected boolean isComplete(Sight copy, long seq) {
    return copy.watermark().isPresent() && copy.watermark().getAsLong() >= seq;
  }
}
