package dev.notely.proxy.migration.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Holds movers back for the sake of users, and keeps account of what they waited for. Shared by all
 * movers of a process.
 */
public interface Brake {
  /** Holds nobody back. */
  Brake NONE =
      new Brake() {
        @Override
        public Optional<Hold> hold(Set<String> stores) {
          return Optional.empty();
        }

        @Override
        public void worked(long migration, Duration time) {}

        @Override
        public void waited(long migration, Signal signal, Duration time) {}
      };

  /**
   * How a mover is held back.
   *
   * @param share of the time in which it may work, 0 to 1
   */
  record Hold(Signal signal, double share) {}

  /** A mover is at work at these stores: what holds it back most; empty if nothing does. */
  Optional<Hold> hold(Set<String> stores);

  /**
   * A mover was at work.
   *
   * @param migration 0: a move without one
   */
  void worked(long migration, Duration time);

  /** A mover has waited. */
  void waited(long migration, Signal signal, Duration time);
}
