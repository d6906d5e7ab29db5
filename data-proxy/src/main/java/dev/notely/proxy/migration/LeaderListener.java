package dev.notely.proxy.migration;

import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.time.Instant;
import java.util.function.Supplier;

/** Stands around every step of whoever leads a migration: sync points of tests, spans of traces. */
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

  /** Writes an event of the leader's into the journal and answers what came of it. */
  default <R> R aroundEvent(Command event, Supplier<R> work) {
    return work.get();
  }

  /** Id of the trace that is under way around the caller; empty: of none. */
  default String trace() {
    return "";
  }

  /**
   * All of a wave have moved, or it has soaked and was judged.
   *
   * @param migration as it was until then
   * @param began when this leader saw that begin, or when it last changed before
   */
  default void waveEnded(Migration migration, Instant began, Instant ended) {}
}
