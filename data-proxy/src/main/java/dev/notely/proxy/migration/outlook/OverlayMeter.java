package dev.notely.proxy.migration.outlook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;

/**
 * Measures how fast former homes lose notes, from how many they have of each account. An account
 * that is overlaid no more has lost all.
 */
public final class OverlayMeter {
  static final Duration WINDOW = Duration.ofMinutes(5);

  /** Of more, nothing is measured. */
  static final int MOST = 100_000;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private Map<UUID, Long> before = Map.of();
  private long moved;

  private record Sample(Instant at, long moved) {}

  /** So many notes are left of each account that is overlaid. */
  public void look(Instant at, Map<UUID, Long> left) {
    before.forEach(
        (account, notes) -> moved += Math.max(0, notes - left.getOrDefault(account, 0L)));
    before = left.size() > MOST ? Map.of() : Map.copyOf(left);
    samples.addLast(new Sample(at, moved));
    while (Duration.between(samples.getFirst().at(), at).compareTo(WINDOW) > 0) {
      samples.removeFirst();
    }
  }

  /** They are moved otherwise than they were: what was measured says nothing. */
  public void forget() {
    samples.clear();
  }

  /** Notes; 0 as long as nothing was measured. */
  public double perSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    Duration time = Duration.between(samples.getFirst().at(), samples.getLast().at());
    return time.toMillis() == 0
        ? 0
        : (samples.getLast().moved() - samples.getFirst().moved()) * 1_000.0 / time.toMillis();
  }
}
