package dev.notely.store.releases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Deployments and presences as tests need them. */
final class Sample {
  private Sample() {}

  static DeploymentPlan plan(Strategy strategy, int proxies, Integer... steps) {
    return new DeploymentPlan(strategy, "v1", "v2", List.of(steps), 1_000, 0, proxies);
  }

  static Deployment deployment(DeploymentPlan plan, DeploymentState state, int step) {
    return new Deployment(
        1,
        1,
        plan,
        state,
        step,
        state != DeploymentState.STARTING,
        Deployment.Baseline.NONE,
        "",
        "ann",
        0,
        0);
  }

  /** Supervised, with so many live proxies of v1 and v2. */
  static Presence here(int former, int next) {
    return here(former, next, true, Map.of());
  }

  static Presence here(int former, int next, boolean supervised, Map<String, String> troubles) {
    Map<String, List<String>> live = new HashMap<>();
    put(live, "v1", former);
    put(live, "v2", next);
    return new Presence(
        live,
        Map.of(),
        supervised,
        supervised ? Optional.of("v2") : Optional.empty(),
        supervised ? Set.of("v1", "v2") : Set.of(),
        troubles,
        Map.of());
  }

  private static void put(Map<String, List<String>> live, String release, int count) {
    if (count > 0) {
      live.put(release, IntStream.range(0, count).mapToObj(i -> release + "-" + i).toList());
    }
  }

  /** v1 has all traffic, v2 is known. */
  static ReleaseState state() {
    return ReleaseState.EMPTY.heardOf("v1").heardOf("v2");
  }

  static Measure requests(long requests, long errors, long p99Us) {
    return new Measure(requests, errors, p99Us / 2, p99Us, 0, 0);
  }
}
