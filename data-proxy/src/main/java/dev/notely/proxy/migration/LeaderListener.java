package dev.notely.proxy.migration;

import java.util.function.Supplier;

/** Stands around every step of whoever leads a migration: sync points of tests. */
public interface LeaderListener {
  /** Nothing around. */
  LeaderListener NONE =
      new LeaderListener() {
        @Override
        public <R> R around(LeaderStep step, long migration, Supplier<R> work) {
          return work.get();
        }
      };

  /** Runs the step's work and answers its result. */
  <R> R around(LeaderStep step, long migration, Supplier<R> work);
}
