package dev.notely.proxy.migration;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Users of a store who feel the movers, or do not: then half of the time is theirs. */
final class HeldUp implements Brake {
  boolean feelIt = true;

  @Override
  public Optional<Hold> hold(Set<String> stores) {
    return feelIt ? Optional.of(new Hold(new Signal.Users("old"), 0.5)) : Optional.empty();
  }

  @Override
  public void worked(long migration, Duration time) {}

  @Override
  public void waited(long migration, Signal signal, Duration time) {}
}
