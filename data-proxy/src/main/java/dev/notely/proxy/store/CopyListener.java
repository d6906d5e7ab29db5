package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import java.util.function.Supplier;

/** Stands around each batch of a copy that a store is sent. */
public interface CopyListener {
  /** Nothing around. */
  CopyListener NONE =
      new CopyListener() {
        @Override
        public <R> R around(Placement proof, String store, int records, Supplier<R> work) {
          return work.get();
        }
      };

  /** Runs the work and answers its result. */
  <R> R around(Placement proof, String store, int records, Supplier<R> work);
}
