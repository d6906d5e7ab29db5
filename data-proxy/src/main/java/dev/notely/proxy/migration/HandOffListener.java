package dev.notely.proxy.migration;

import dev.notely.proxy.placement.Placement;
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

  /** Runs a whole attempt at a move, whose steps come within, and answers its result. */
  default <R> R aroundMove(Placement placement, Supplier<R> work) {
    return work.get();
  }
}
