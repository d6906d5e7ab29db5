package dev.notely.proxy.migration;

import java.time.Duration;
import java.time.Instant;

/** Time, as the engine sees it; a simulation brings its own. */
public interface Pace {
  Instant now();

  /** Lets time pass. */
  void pause(Duration time);
}
