package dev.notely.proxy.migration;

import dev.notely.proxy.placement.Placement;
import java.time.Duration;
import java.util.function.Supplier;

/** Stands around every step of a hand-off: sync points of tests, spans of traces. */
public interface HandOffListener {
  /** Nothing around. */
  HandOffListener NONE =
      new HandOffListener() {
        @Override
        public <R> R around(HandOffStep step, Placement placement, Supplier<R> work) {
          return work.get();
        }
      };

  /** Runs the step's work and answers its result. */
  <R> R around(HandOffStep step, Placement placement, Supplier<R> work);

  /** The attempt that runs has failed, and will be made again or was given up. */
  default void failed(Placement placement, String reason) {}

  /**
   * A cut-over has ended.
   *
   * @param pause for which writes waited
   * @param committed false: it was given up, and the home has them back
   */
  default void cutOver(Placement placement, Duration pause, boolean committed) {}

  /** Runs a whole attempt at a move, whose steps and chores come within: its result. */
  default <R> R aroundMove(Placement placement, Supplier<R> work) {
    return work.get();
  }
}
