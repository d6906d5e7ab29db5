package dev.notely.store.releases;

import java.util.List;
import java.util.stream.IntStream;

/** How a deployment goes from one release to the next (releases.proto, Strategy). */
public enum Strategy {
  /** A proxy of the next release for one of the former, one by one. */
  ROLLING(1),
  /** All proxies of the next release first, then all traffic at once. */
  BLUE_GREEN(2),
  /** All proxies of the next release first, then shares of the traffic. */
  CANARY(3);

  private static final Strategy[] BY_CODE = values();

  private final int code;

  Strategy(int code) {
    this.code = code;
  }

  /** As the file and the wire number it. */
  public int code() {
    return code;
  }

  public static Strategy of(int code) {
    return BY_CODE[code - 1];
  }

  /** Percent of the traffic in each step, where nobody says which. */
  List<Integer> steps(int proxies) {
    return switch (this) {
      case ROLLING ->
          IntStream.rangeClosed(1, proxies).map(k -> 100 * k / proxies).boxed().toList();
      case BLUE_GREEN -> List.of(100);
      case CANARY -> List.of(1, 10, 50, 100);
    };
  }
}
