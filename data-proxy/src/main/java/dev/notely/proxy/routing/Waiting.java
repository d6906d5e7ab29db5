package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Time, as routing sees it; a simulation brings its own. */
public interface Waiting {
  Instant now();

  /** Waits until a placement of a higher epoch is known here, at most so long. */
  Optional<Placement> awaitNewer(Placement seen, Duration atMost);

  /** Lets time pass. */
  void pause(Duration time);
}
