package dev.notely.simulation;

import java.util.Random;

/** How bad a run is, drawn from its seed: faults of the network, of processes and of clocks. */
final class Weather {
  private final Random random;
  private final double lost;
  private final double repeated;
  private final double slow;
  private final double paused;
  private final double killed;
  final double crashesPerSecond;
  final double watchLost;
  final boolean trimsEarly;
  private final boolean rough;
  private boolean cleared;

  Weather(Random random) {
    this.random = random;
    rough = random.nextInt(8) != 0;
    lost = rough ? random.nextDouble() * 0.12 : 0;
    repeated = rough ? random.nextDouble() * 0.5 : 0;
    slow = rough ? random.nextDouble() * 0.15 : 0;
    paused = random.nextInt(3) == 0 ? 0.05 : 0;
    killed = random.nextInt(3) == 0 ? 0.06 : 0;
    crashesPerSecond = rough && random.nextInt(3) == 0 ? 0.7 : 0;
    watchLost = random.nextDouble();
    trimsEarly = random.nextInt(2) == 0;
  }

  /** From now on nothing goes wrong any more. */
  void clear() {
    cleared = true;
  }

  /** Nothing goes wrong at all. */
  boolean isCalm() {
    return !rough && paused == 0 && killed == 0;
  }

  boolean isRough() {
    return rough;
  }

  boolean isCleared() {
    return cleared;
  }

  boolean losesRequest() {
    return happens(lost / 2);
  }

  boolean losesReply() {
    return happens(lost);
  }

  boolean repeats() {
    return happens(repeated);
  }

  /** The engine stops for so long that its lease ends, and does not know. */
  boolean pausesEngine() {
    return happens(paused);
  }

  boolean killsEngine() {
    return happens(killed);
  }

  boolean happens(double probability) {
    return !cleared && probability > 0 && random.nextDouble() < probability;
  }

  /** Of a message, one way. */
  long latencyMicros() {
    if (happens(slow)) {
      return 20_000L + random.nextInt(900_000);
    }
    return 50L + random.nextInt(3_000);
  }

  /** A message that arrives again, or only when nobody waits for it any more. */
  long lateMicros() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(8_000_000);
      case 1 -> random.nextInt(400_000);
      default -> random.nextInt(60_000);
    };
  }

  long timeoutMicros() {
    return 200_000L + random.nextInt(800_000);
  }
}
