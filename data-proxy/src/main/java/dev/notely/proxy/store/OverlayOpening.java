package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore.RefusedException;
import dev.notely.proxy.store.RecordStore.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Opens the new home of a lazy move once it is committed (docs/handoff.md, "Strategy LAZY"): first
 * the former home is demoted, so that nobody with an old placement reads there any more; then the
 * new home gets its seq and its request log, and serves. There is no open on proof here. Both steps
 * are idempotent: the engine that committed takes them, and whoever finds the new home not open
 * yet.
 *
 * @param overlaid the placement, as the commit left it
 * @param home the new home
 * @param former the former one
 */
public record OverlayOpening(Placement overlaid, RecordStore home, RecordStore former) {
  /** At the stores of a placement. */
  public static OverlayOpening of(Placement overlaid, Function<String, RecordStore> stores) {
    return new OverlayOpening(
        overlaid, stores.apply(overlaid.home()), stores.apply(overlaid.second()));
  }

  /**
   * Both steps.
   *
   * @return the reply of the last one that was taken
   * @throws StoreUnavailableException if one of the stores did not answer
   */
  public Reply run() {
    Reply demoted = demote();
    return demoted.done() ? open(demoted.row()) : demoted;
  }

  /** The former home answers fallback reads only. */
  public Reply demote() {
    return former.demote(overlaid);
  }

  /**
   * The new home serves.
   *
   * @param formerRow as {@link #demote} left it
   */
  public Reply open(OwnershipRow formerRow) {
    List<RecordBatch> log = new ArrayList<>();
    try (RecordStore.Batches batches = former.log(overlaid)) {
      batches.forEachRemaining(log::add); // bounded by what a store keeps of an account
    } catch (RefusedException e) {
      return new Reply(e.refusal(), formerRow);
    }
    return home.open(overlaid, formerRow, log);
  }
}
